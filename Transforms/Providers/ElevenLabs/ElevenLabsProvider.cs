using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// ElevenLabs' image generations, <c>https://api.elevenlabs.io/</c> (docs/providers/elevenlabs.md): a generation is ordered, polled until it is
/// done, and fetched from its signed URL. There is no request to cancel an order.
/// </summary>
internal sealed class ElevenLabsProvider : ImageProvider<ElevenLabsRow>
{
    /// <inheritdoc/>
    public override string Name => "elevenlabs";
    /// <inheritdoc/>
    public override string TelemetryName => "elevenlabs";
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = new("xi-api-key", "");
    // The signed content_url is valid for about an hour; no page names its host. Its signature is of the kind that Google Cloud Storage uses, where
    // ElevenLabs' other downloads and its public examples are stored; the other entry is ElevenLabs' own domain. If a picture ever comes from
    // another host, the refusal names that host, and Images.Downloads.Hosts allows it without a new version.
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
