using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.ElevenLabs;

/// <summary>
/// Reads a generation, the receipt and a polled one alike (docs/providers/elevenlabs.md, "Answer"): <c>status</c> is <c>pending</c> or
/// <c>generating</c>, <c>completed</c> with <c>content_url</c>, or <c>failed</c> with <c>failure_reason</c> and <c>error_message</c>.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="sink">Receives the picture.</param>
/// <param name="id">The order's id; null for the receipt, which tells it.</param>
internal sealed class ElevenLabsReader(ProviderCall call, ImageSink sink, string? id) : JsonTreeReader
{
    // The signed content_url is good for an hour or so; no page names its host. Signatures of this kind are those of Google's cloud
    // storage, where ElevenLabs' other downloads and its public examples lie, or of a host of its own. If a picture ever comes from
    // elsewhere, the refusal names the host, and Images.Downloads.Hosts allows it without a new version.
    private static readonly string[] Hosts = ["storage.googleapis.com", "*.storage.googleapis.com", "elevenlabs.io", "*.elevenlabs.io"];

    private readonly HeldPictures _pictures = new(sink);
    private string? _id;
    private string? _status;
    private string? _reason;
    private string? _message;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "id" or "status" or "failure_reason" or "error_message" => ValueUse.Keep,
        "content_url" => ValueUse.Slices,
        _ => ValueUse.Skip,
    };

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last) => _pictures.AddressSlice(raw, last);

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        var text = TextOf(json);
        switch (path)
        {
            case "id":
                _id = text;
                break;
            case "status":
                _status = text;
                break;
            case "failure_reason":
                _reason = text;
                break;
            default:
                _message = text;
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        switch (_status?.ToLowerInvariant())
        {
            case "completed":
                Succeed();
                break;
            case "failed":
                Failure = ElevenLabsErrorTransform.OfFailure(_reason, _message);
                break;
            case null when id is not null:
                Failure = NoImage("the generation has no status");
                break;
            default:
                Wait();
                break;
        }
    }

    private void Succeed()
    {
        if (_pictures.Count == 0)
        {
            Failure = NoImage("the generation has no content_url");
            return;
        }
        // A signed address that ends within the hour is nobody's natural form: it is passed on to those who ask for one.
        var wantsUrl = call.Request is { ResponseFormat: ResponseForm.Url, Stream: false };
        Failure = _pictures.Deliver(static _ => false, !wantsUrl, Hosts, out var next);
        Next = next;
    }

    // Whatever else a status may be called, the order has neither failed nor come.
    private void Wait()
    {
        // What has gone out cannot be taken back, and the next answer would bring it again.
        if (_pictures.HasStreamed)
            Failure = NoImage("the generation had content before its end");
        // Dots would climb out of the path.
        else if ((id ?? _id) is not { } known || known.Trim('.').Length == 0)
            Failure = NoImage("the provider gave no id to ask for");
        else
        {
            if (id is not null)
                sink.Progress();
            Next = ElevenLabsResponseTransform.Poll(call, known);
        }
    }
}
