using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Tasks;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// ElevenLabs' image generations, <c>https://api.elevenlabs.io/</c> (docs/providers/elevenlabs.md): a generation is ordered, polled until it is
/// done, and fetched from its signed URL. There is no request to cancel an order.
/// </summary>
internal sealed class ElevenLabsProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "elevenlabs";
    /// <inheritdoc/>
    public override string TelemetryName => "elevenlabs";
    /// <inheritdoc/>
    internal override PriceTable Prices { get; } = PriceTable.Unpriced("it is billed in credits of a subscription");
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
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
    public override IReadOnlyList<ModelCapabilities> Models => ElevenLabsModels.Rows;

    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => ElevenLabsErrors.Read(answer);

    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => ElevenLabsRequest.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        new TaskReader(ElevenLabsTask.Shape, call, sink);
}
