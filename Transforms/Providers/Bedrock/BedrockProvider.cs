using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>Amazon Bedrock's <c>InvokeModel</c> for Nova Canvas, Titan and Stability (docs/providers/bedrock.md).</summary>
public sealed class BedrockProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "bedrock";
    /// <inheritdoc/>
    public override string TelemetryName => "aws.bedrock";
    /// <inheritdoc/>
    public override CredentialKind Credential => CredentialKind.Aws;
    // A presigned request: its signature would stand beside ours.
    /// <inheritdoc/>
    public override IReadOnlyList<string> CredentialQuery =>
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token"];
    // A region alone stands for the ambient chain: environment, profile, web identity, instance or container role.
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("AccessKeyId") { IsSecret = true, StandsForKey = StandsForKey.WhenGiven, With = "SecretAccessKey" },
        new("SecretAccessKey") { IsSecret = true },
        new("SessionToken") { IsSecret = true, IsOptional = true },
        new("Profile") { StandsForKey = StandsForKey.WhenGiven },
        new("Region") { StandsForKey = StandsForKey.WhenGiven },
        new("BaseModel"),
    ];
    /// <inheritdoc/>
    public override IReadOnlyList<string> ErrorTypeHeaders { get; } = ["x-amzn-errortype"];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => BedrockModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => BedrockModels.Of(model);
    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings) => BedrockModels.Of(model, settings);
    /// <inheritdoc/>
    public override ImageError? Refuse(ProviderCall call) => BedrockRequestTransform.Refuse(call);
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => BedrockRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => BedrockResponseTransform.CreateReader(sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => BedrockErrorTransform.Read(answer);
}
