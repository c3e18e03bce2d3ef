using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Tasks;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// ElevenLabs' image generations, <c>https://api.elevenlabs.io/</c> (docs/providers/elevenlabs.md): ordered, asked for until they are
/// done, and fetched from where they have been put. No call cancels an order.
/// </summary>
public sealed class ElevenLabsProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "elevenlabs";
    /// <inheritdoc/>
    public override string TelemetryName => "elevenlabs";
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = new("xi-api-key", "");
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => ElevenLabsModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => ElevenLabsModels.Of(model).Capabilities;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => ElevenLabsRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        new TaskReader(ElevenLabsTask.Shape, call, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => ElevenLabsErrorTransform.Read(answer);
}
