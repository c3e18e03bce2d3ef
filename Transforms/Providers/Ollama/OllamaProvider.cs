using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>
/// An Ollama server, <c>http://localhost:11434</c>, of the versions that drew: 0.32.5 and older (docs/providers/ollama.md).
/// </summary>
public sealed class OllamaProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "ollama";
    /// <inheritdoc/>
    public override string TelemetryName => "ollama";
    /// <inheritdoc/>
    public override bool NeedsKey => false;
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => OllamaModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => OllamaModels.All;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => OllamaRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        OllamaResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => OllamaErrorTransform.Read(answer);
}
