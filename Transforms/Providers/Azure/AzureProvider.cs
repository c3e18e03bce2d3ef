using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Azure;

/// <summary>Azure OpenAI (Foundry): OpenAI's body with Azure's URLs and errors (docs/providers/azure.md).</summary>
internal sealed class AzureProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "azure";
    /// <inheritdoc/>
    public override string TelemetryName => "azure.ai.openai";
    /// <inheritdoc/>
    internal override PriceTable Prices => AzurePrices.Table;
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = new("api-key", "");
    /// <inheritdoc/>
    public override IReadOnlyList<string> CredentialQuery => ["api-key", "subscription-key"];
    /// <inheritdoc/>
    public override CredentialKind Credential => CredentialKind.Entra;
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("ApiVersion") { Check = AzureRequest.CheckVersion },
        new("Entra") { StandsForKey = StandsForKey.WhenTrue },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models => AzureModels.Rows;
    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings) =>
        ModelCapabilities.Of(AzureRequest.IsV1(settings) ? AzureModels.V1Rows : AzureModels.Rows, model);
    /// <inheritdoc/>
    public override ImageError? Refuse(ProviderCall call) => ModelPath.Refuse(call.Model) ?? AzureRequest.Refuse(call);
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => AzureRequest.Create(call);
    // OpenAI's form with annotations, which are passed on (docs/providers/azure.md, "Answer").
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(call, contentType, sink, ReadError);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => AzureErrors.Read(answer);
}
