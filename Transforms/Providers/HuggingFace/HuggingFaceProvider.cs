using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Hugging Face's router, <c>https://router.huggingface.co/</c>, with the inference providers hf-inference, fal-ai, nebius, together and
/// replicate (docs/providers/huggingface.md). A model is <c>{inference provider}/{model path}</c>.
/// </summary>
public sealed class HuggingFaceProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "huggingface";
    /// <inheritdoc/>
    public override string TelemetryName => "huggingface";
    // In turn: the router's own deployments, fal-ai, replicate.
    /// <inheritdoc/>
    public override ProviderHosts Hosts { get; } = new()
    {
        Delivery = ["*.huggingface.co", "*.hf.co", "*.hf.space", "fal.media", "*.fal.media", "replicate.delivery", "*.replicate.delivery"],
    };
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("Queue")];
    // The inference provider fal-ai.
    /// <inheritdoc/>
    public override IReadOnlyList<string> ErrorTypeHeaders { get; } = ["x-fal-error-type"];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => HuggingFaceModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => HuggingFaceModels.Of(model).Capabilities;
    /// <inheritdoc/>
    public override ImageError? Refuse(ProviderCall call) => InferenceModel.Refuse(call.Model);
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => HuggingFaceRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        HuggingFaceResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => HuggingFaceErrorTransform.Read(answer);
}
