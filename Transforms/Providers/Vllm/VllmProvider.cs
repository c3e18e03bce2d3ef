using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Vllm;

/// <summary>vLLM-Omni, for instance <c>http://host:8000/</c> (docs/providers/vllm.md).</summary>
public sealed class VllmProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "vllm";
    /// <inheritdoc/>
    public override string TelemetryName => "vllm";
    /// <inheritdoc/>
    public override bool NeedsKey => false;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => VllmModels.Any;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => VllmRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        VllmResponseTransform.CreateReader(call, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => VllmErrorTransform.Read(answer);
}
