using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.AzureMai;

/// <summary>
/// Microsoft's own MAI-Image models at Azure (Foundry), which have an API beside OpenAI's (docs/providers/azure-mai.md): width and height instead of
/// a size, edits as a form with one picture.
/// </summary>
internal sealed class AzureMaiProvider : ImageProvider
{
    public override string Name => "azure-mai";
    // Its place in OpenTelemetry's list of providers: other models of Azure's inference.
    public override string TelemetryName => "azure.ai.inference";
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    public override KeyPlacement Key { get; } = new("api-key", "");
    public override IReadOnlyList<string> CredentialQuery => ["api-key", "subscription-key"];
    public override CredentialKind Credential => CredentialKind.Entra;
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("Entra") { StandsForKey = StandsForKey.WhenTrue }];
    public override IReadOnlyList<ModelCapabilities> Models => AzureMaiModels.Rows;
    internal override PriceTable Prices => AzureMaiPrices.Table;

    public override ProviderRequest CreateRequest(ProviderCall call) => AzureMaiRequest.Create(call);

    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        new ImagesJsonReader(call, sink, ReadError, AzureMaiMemberMap.Instance);

    public override ImageError ReadError(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
