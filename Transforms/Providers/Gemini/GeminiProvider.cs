using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>The Gemini API: Gemini image models and Imagen with a key (docs/providers/gemini.md).</summary>
public sealed class GeminiProvider : GoogleProvider
{
    /// <inheritdoc/>
    public override string Name => "gemini";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.gemini";

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => GeminiModels.Of(model).Capabilities;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => GeminiRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        GeminiResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => GeminiErrorTransform.Read(answer);
}
