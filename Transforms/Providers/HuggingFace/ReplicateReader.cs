using System.Globalization;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Reads a prediction (docs/providers/huggingface.md, "Answer"), the submitted one and a polled one alike: only <c>status</c> says what it is, whatever the
/// HTTP status was. <c>output</c> is an address, a list of them, or data URLs.
/// </summary>
internal sealed class ReplicateReader(ProviderCall call, ImageSink sink) : JsonTreeReader
{
    private const int MaxMembers = 16;

    private static readonly string[] Hosts = ["replicate.delivery", "*.replicate.delivery"];
    private static readonly string[] ModerationWords = ["nsfw", "sensitive", "E005", "safety"];

    private readonly HeldPictures _pictures = new(sink);
    private readonly Dictionary<string, byte[]> _members = new(MaxMembers, StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "output" => kind == ValueKind.Array ? ValueUse.Enter : ValueUse.Slices,
        "output[]" => ValueUse.Slices,
        "urls" or "metrics" => ValueUse.Enter,
        "id" or "status" or "error" or "detail" or "created_at" or "urls.get" or "urls.cancel"
            or "metrics.input_token_count" or "metrics.output_token_count" => ValueUse.Keep,
        _ => ValueUse.Skip,
    };

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last) => _pictures.AddressSlice(raw, last);

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json) => _members[path] = json.ToArray();

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        var status = Text("status");
        switch (status)
        {
            case "succeeded":
            case null when _pictures.Count > 0:
                Succeed();
                break;
            case "failed" or "canceled" or "aborted":
                Failure = Failed(status);
                break;
            case null:
                Failure = Inside("error") ?? Inside("detail") ?? NoImage();
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
            Failure = NoImage("the prediction has no output");
            return;
        }
        if (DateTimeOffset.TryParse(Text("created_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created))
            sink.Member("created", Encoding.ASCII.GetBytes(created.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        if (Count("metrics.input_token_count") is { } input && Count("metrics.output_token_count") is { } output)
        {
            sink.Member("usage", Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $$"""{"input_tokens":{{input}},"output_tokens":{{output}},"total_tokens":{{input + output}}}""")));
        }
        Failure = _pictures.Deliver(static _ => false, call.WantsBase64(), Hosts, out var next);
        Next = next;
    }

    private void Wait()
    {
        // What has gone out cannot be taken back, and the next answer would bring it again.
        if (_pictures.HasStreamed)
        {
            Failure = NoImage("the prediction had output before its end");
            return;
        }
        var path = RouterAddress.PathOf(Text("urls.get"))
            ?? (Text("id") is { } id ? $"/v1/predictions/{Uri.EscapeDataString(id)}" : null);
        if (path is null)
        {
            Failure = NoImage("the prediction has no address");
            return;
        }
        var cancel = RouterAddress.PathOf(Text("urls.cancel")) ?? path + "/cancel";
        Next = new ProviderLeg
        {
            Kind = LegKind.Poll,
            Request = new ProviderRequest { Method = "GET", Uri = RouterAddress.Of(call, "/replicate" + path) },
            CreateReader = (_, polled) => new ReplicateReader(call, polled),
            Cancel = new ProviderRequest { Uri = RouterAddress.Of(call, "/replicate" + cancel) },
        };
    }

    private ImageError Failed(string status)
    {
        var reason = Text("error");
        if (reason is not null && Array.Exists(ModerationWords, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return new ImageError { Status = 400, Type = "image_generation_user_error", Code = "moderation_blocked", Message = reason };
        var (code, end) = status == "failed" ? ("prediction_failed", "failed") : ("prediction_canceled", "was canceled");
        return new ImageError
        {
            Status = 502,
            Type = "server_error",
            Code = code,
            Message = ShortText.Cut($"The provider's prediction {end}{(reason is null ? "." : ": " + reason)}", ImageError.MaxMessageLength),
        };
    }

    private string? Text(string path) => _members.TryGetValue(path, out var json) ? TextOf(json) : null;

    private long? Count(string path) =>
        _members.TryGetValue(path, out var json) && long.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private ImageError? Inside(string name) => _members.TryGetValue(name, out var json) ? HuggingFaceErrorTransform.ReadInside(name, json) : null;
}
