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
    // The signed content_url is good for an hour or so; no page names its host. Signatures of this kind are those of Google's cloud
    // storage, where ElevenLabs' other downloads and its public examples lie, or of a host of its own. If a picture ever comes from
    // elsewhere, the refusal names the host, and Images.Downloads.Hosts allows it without a new version.
    /// <inheritdoc/>
    public override ProviderHosts Hosts { get; } = new()
    {
        Delivery = ["storage.googleapis.com", "*.storage.googleapis.com", "elevenlabs.io", "*.elevenlabs.io"],
    };
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
