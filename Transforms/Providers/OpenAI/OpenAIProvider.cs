using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>OpenAI's Images API, and every server that speaks it (docs/providers/openai.md).</summary>
internal sealed class OpenAIProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "openai";
    /// <inheritdoc/>
    public override string TelemetryName => "openai";
    /// <inheritdoc/>
    internal override PriceTable Prices => OpenAIPrices.Table;
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation;
    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models => OpenAIModels.Rows;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings, Uri address) =>
        IsOpenAI(address) ? ModelCapabilities.Of(Models, model) : OpenAIModels.OfOthers(model);
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) =>
        call.Request.Inputs.Count > 0 ? ImagesEditWriter.Create(call) : ImagesRequestWriter.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(call, contentType, sink, ReadError);

    // Regional hosts, such as eu.api.openai.com, included.
    private static bool IsOpenAI(Uri address) =>
        address.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase);
}
