using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// OpenRouter, a router to the models of many authors (docs/providers/openrouter.md). Its images route is OpenAI's with other member names; models
/// that exist only as chat models are called through chat completions.
/// </summary>
internal sealed class OpenRouterProvider : ImageProvider<OpenRouterRow>
{
    /// <inheritdoc/>
    public override string Name => "openrouter";
    /// <inheritdoc/>
    public override string TelemetryName => "openrouter";
    /// <inheritdoc/>
    internal override PriceTable Prices => OpenRouterPrices.Table;
    /// <inheritdoc/>
    internal override bool TellsCost => true;
    /// <inheritdoc/>
    internal override decimal? CostIn(ReadOnlySpan<byte> usage) => OpenRouterCost.Read(usage);
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("Chat")];
    /// <inheritdoc/>
    protected override IReadOnlyList<OpenRouterRow> Rows => OpenRouterModels.Rows;

    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => OpenRouterErrors.Read(answer);

    /// <inheritdoc/>
    protected override OpenRouterRow RowOf(string model, IReadOnlyDictionary<string, string> settings) => OpenRouterModels.Of(model, settings);
    /// <inheritdoc/>
    protected override ProviderRequest CreateRequest(ProviderCall call, OpenRouterRow row) => OpenRouterRequest.Create(call, row);
    /// <inheritdoc/>
    protected override AnswerReader CreateReader(ProviderCall call, OpenRouterRow row, string? contentType, ImageSink sink) =>
        OpenRouterAnswer.CreateReader(call, row, contentType, sink);
}
