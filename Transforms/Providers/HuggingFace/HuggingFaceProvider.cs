using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Hugging Face's router, <c>https://router.huggingface.co/</c>, with the inference providers hf-inference, fal-ai, nebius, together and
/// replicate (docs/providers/huggingface.md). A model is <c>{inference provider}/{model path}</c>.
/// </summary>
internal sealed class HuggingFaceProvider : ImageProvider<HuggingFaceRow>
{
    /// <inheritdoc/>
    public override string Name => "huggingface";
    /// <inheritdoc/>
    public override string TelemetryName => "huggingface";
    /// <inheritdoc/>
    internal override PriceTable Prices => HuggingFacePrices.Table;
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    // The hosts of the router's own deployments, of fal-ai and of replicate.
    /// <inheritdoc/>
    public override ProviderHosts Hosts { get; } = new()
    {
        Delivery = ["*.huggingface.co", "*.hf.co", "*.hf.space", "fal.media", "*.fal.media", "replicate.delivery", "*.replicate.delivery"],
    };
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("Queue")];
    // The header of the inference provider fal-ai.
    /// <inheritdoc/>
    public override IReadOnlyList<string> ErrorTypeHeaders { get; } = ["x-fal-error-type"];
    /// <inheritdoc/>
    protected override IReadOnlyList<HuggingFaceRow> Rows => HuggingFaceModels.Rows;

    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => HuggingFaceErrors.Read(answer);

    /// <inheritdoc/>
    protected override ImageError? Refuse(ProviderCall call, HuggingFaceRow row) => InferenceModel.Refuse(call.Model);
    /// <inheritdoc/>
    protected override ProviderRequest CreateRequest(ProviderCall call, HuggingFaceRow row) => HuggingFaceRequest.Create(call, row);
    /// <inheritdoc/>
    protected override AnswerReader CreateReader(ProviderCall call, HuggingFaceRow row, string? contentType, ImageSink sink) =>
        HuggingFaceAnswer.CreateReader(call, row, contentType, sink);
}
