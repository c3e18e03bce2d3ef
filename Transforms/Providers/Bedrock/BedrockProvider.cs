using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>Amazon Bedrock's <c>InvokeModel</c> for Nova Canvas, Titan and Stability (docs/providers/bedrock.md).</summary>
internal sealed class BedrockProvider : ImageProvider<BedrockRow>
{
    /// <inheritdoc/>
    public override string Name => "bedrock";
    /// <inheritdoc/>
    public override string TelemetryName => "aws.bedrock";
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation;
    /// <inheritdoc/>
    public override CredentialKind Credential => CredentialKind.Aws;

    public override string SigningService => "bedrock";
    // A client's presigned request: its signature must not stand beside the gateway's.
    /// <inheritdoc/>
    public override IReadOnlyList<string> CredentialQuery =>
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token"];
    // A region without keys uses the usual chain: environment, profile, web identity, instance or container role.
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
    protected override IReadOnlyList<BedrockRow> Rows => BedrockModels.Rows;

    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => BedrockErrors.Read(answer);

    /// <inheritdoc/>
    public override MaskForm MaskFormOf(ProviderCall call) =>
        call.Capabilities is BedrockRow { Family: BedrockFamily.Titan or BedrockFamily.Nova }
            ? AmazonTask.Of(call.Request)?.Mask ?? MaskForm.None
            : base.MaskFormOf(call);

    /// <inheritdoc/>
    protected override BedrockRow RowOf(string model, IReadOnlyDictionary<string, string> settings) => BedrockModels.Of(model, settings);
    /// <inheritdoc/>
    protected override ImageError? Refuse(ProviderCall call, BedrockRow row) => BedrockRequest.Refuse(call, row);
    /// <inheritdoc/>
    protected override ProviderRequest CreateRequest(ProviderCall call, BedrockRow row) => BedrockRequest.Create(call, row);
    /// <inheritdoc/>
    protected override AnswerReader CreateReader(ProviderCall call, BedrockRow row, string? contentType, ImageSink sink) =>
        new BedrockImagesReader(sink);
    /// <inheritdoc/>
    internal override PriceTable Prices => BedrockPrices.Table;
    /// <inheritdoc/>
    internal override string PricedModel(string model, IReadOnlyDictionary<string, string> settings) => BedrockModels.NameOf(model, settings);
}
