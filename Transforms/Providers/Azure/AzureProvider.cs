using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Azure;

/// <summary>Azure OpenAI (Foundry): OpenAI's body under Azure's URLs and errors (docs/providers/azure.md).</summary>
public sealed class AzureProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "azure";
    /// <inheritdoc/>
    public override string TelemetryName => "azure.ai.openai";
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = new("api-key", "");
    /// <inheritdoc/>
    public override IReadOnlyList<string> CredentialQuery => ["api-key", "subscription-key"];
    /// <inheritdoc/>
    public override CredentialKind Credential => CredentialKind.Entra;
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("ApiVersion"),
        new("Entra") { StandsForKey = StandsForKey.WhenTrue },
    ];

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => AzureModels.Of(model);
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => AzureRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        AzureResponseTransform.CreateReader(contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => AzureErrorTransform.Read(answer);
}
