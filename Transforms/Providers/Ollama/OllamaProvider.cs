using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>
/// An Ollama server, <c>http://localhost:11434</c>, of a version that draws: 0.32.5 or older (docs/providers/ollama.md).
/// </summary>
internal sealed class OllamaProvider : ImageProvider
{
    // The server reads the same members for all models (docs/providers/ollama.md, "Request"). A call returns one PNG, always as base64, and the
    // server ignores n. An edge above 4096 is answered with 400.
    private static readonly ModelCapabilities All = new()
    {
        Models = "*",
        Accepts = Size | AspectRatio | Resolution | Seed | NumInferenceSteps,
        MaxImages = 1,
        Shape = Shape.Pixels(16, 0, 4096),
        Edits = new() { MostInputs = 1 },
    };

    /// <inheritdoc/>
    public override string Name => "ollama";
    /// <inheritdoc/>
    public override string TelemetryName => "ollama";
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    /// <inheritdoc/>
    public override bool NeedsKey => false;
    /// <inheritdoc/>
    internal override PriceTable Prices => PriceTable.Free;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models { get; } = [All];
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => OllamaRequest.Create(call);
    // The lines of the native route, or an OpenAI document.
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => OllamaRequest.IsNative(call)
        ? new OllamaLinesReader(sink)
        : ImagesAnswer.CreateReader(call, contentType, sink, ReadError);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => OllamaErrors.Read(answer);
}
