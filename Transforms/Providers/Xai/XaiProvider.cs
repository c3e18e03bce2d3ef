using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// xAI's Images API, <c>https://api.x.ai/v1/</c>: OpenAI-shaped, but with ratios instead of sizes, and with moderation that sends no error
/// (docs/providers/xai.md).
/// </summary>
internal sealed class XaiProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "xai";
    /// <inheritdoc/>
    public override string TelemetryName => "x_ai";
    /// <inheritdoc/>
    internal override PriceTable Prices => XaiPrices.Table;
    /// <inheritdoc/>
    internal override bool TellsCost => true;
    // Ten billion ticks are a dollar (docs/providers/xai.md, "Answer").
    /// <inheritdoc/>
    internal override decimal? CostIn(ReadOnlySpan<byte> usage) => UsageCost.Number(usage, "cost_in_usd_ticks"u8) / 10_000_000_000m;
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    // Where its temporary addresses lead (docs/providers/xai.md, "Answer").
    /// <inheritdoc/>
    public override ProviderHosts Hosts { get; } = new() { Delivery = ["imgen.x.ai"] };
    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models => XaiModels.Rows;

    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => XaiRequest.Create(call);
    // The answer is always one JSON document: xAI does not stream.
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => new XaiImagesReader(call, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => XaiErrors.Read(answer);
}
