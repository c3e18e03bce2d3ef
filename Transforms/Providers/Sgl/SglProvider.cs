using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>SGLang's diffusion server, for instance <c>http://host:30000/</c> (docs/providers/sgl.md).</summary>
public sealed class SglProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "sgl";
    /// <inheritdoc/>
    public override string TelemetryName => "sgl";
    /// <inheritdoc/>
    public override bool NeedsKey => false;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => SglModels.Any;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => SglRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        SglResponseTransform.CreateReader(call, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => SglErrorTransform.Read(answer);
}
