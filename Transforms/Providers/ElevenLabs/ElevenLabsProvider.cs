using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// ElevenLabs' image generations, <c>https://api.elevenlabs.io/</c> (docs/providers/elevenlabs.md): ordered, asked for until they are
/// done, and fetched from where they have been put. No call cancels an order.
/// </summary>
internal sealed class ElevenLabsProvider : ImageProvider<ElevenLabsRow>
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
    public override ImageError ReadError(ErrorAnswer answer) => ElevenLabsErrors.Read(answer);

    /// <inheritdoc/>
    protected override ElevenLabsRow RowOf(string model, IReadOnlyDictionary<string, string> settings) => ElevenLabsModels.Of(model);
    /// <inheritdoc/>
    protected override ProviderRequest CreateRequest(ProviderCall call, ElevenLabsRow row) => ElevenLabsRequest.Create(call, row);
    /// <inheritdoc/>
    protected override AnswerReader CreateReader(ProviderCall call, ElevenLabsRow row, string? contentType, ImageSink sink) =>
        new TaskReader(ElevenLabsTask.Shape, call, sink);
}
