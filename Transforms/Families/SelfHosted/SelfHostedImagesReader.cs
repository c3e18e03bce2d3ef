using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.SelfHosted;

/// <summary>
/// Reads the answer of a self-hosted server (docs/providers/sgl.md, "Answer"): OpenAI's form with members of its own. Only members known to suit a
/// client are passed on; others, such as SGLang's <c>file_path</c>, reveal the server's disk. A URL that comes although base64 was asked for is
/// fetched, because it is relative or points where the client cannot go.
/// </summary>
internal sealed class SelfHostedImagesReader(ProviderCall call, ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    : JsonTreeReader, IUrlValueTarget
{
    // More than any request can ask for.
    private const int MaxAddresses = 32;

    private static readonly string[] Told =
        ["id", "created", "usage", "output_format", "size", "cot_output", "metrics", "peak_memory_mb", "inference_time_s"];
    private static readonly string[] ErrorMembers = ["error", "detail", "object", "message", "msg", "errors", "issues", "name", "type", "param", "code"];

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _error = new(StringComparer.Ordinal);
    private readonly List<Uri> _addresses = [];
    private UrlValueReader? _url;
    private bool _hasPicture;
    // State of the item being read.
    private bool _isBegun;
    private Uri? _address;
    private byte[]? _revisedPrompt;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "data" when kind == ValueKind.Array => ValueUse.Enter,
        "data[]" when kind == ValueKind.Object => ValueUse.Enter,
        // An item may hold its picture twice: the first one counts.
        "data[].b64_json" or "data[].url" => _isBegun ? ValueUse.Skip : ValueUse.Slices,
        "data[].revised_prompt" => ValueUse.Keep,
        _ when Array.IndexOf(Told, path) >= 0 => _told.Add(path) ? ValueUse.Keep : ValueUse.Skip,
        _ => Array.IndexOf(ErrorMembers, path) >= 0 ? ValueUse.Keep : ValueUse.Skip,
    };

    /// <inheritdoc/>
    protected override void OnStart(string path)
    {
        if (path != "data[]")
            return;
        _isBegun = false;
        _address = null;
        _revisedPrompt = null;
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (path == "data[].url")
            (_url ??= new UrlValueReader(this)).Slice(raw, last);
        else if (!raw.IsEmpty)
            Base64(raw);
    }

    /// <inheritdoc/>
    public void Base64(ReadOnlySpan<byte> slice)
    {
        if (!_isBegun)
            sink.BeginImage(ImageKind.Final);
        _isBegun = _hasPicture = true;
        sink.Base64(slice);
    }

    /// <inheritdoc/>
    public void Url(ReadOnlySpan<byte> rawString) => _address = AddressOf(JsonText.Unescape(rawString));

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        // An error that is too long to read is still an error.
        if (Array.IndexOf(ErrorMembers, path) >= 0)
            _error[path] = json.IsEmpty ? [.. "\"\""u8] : json.ToArray();
        else if (json.IsEmpty)
            sink.TooLarge(path);
        else if (path == "data[].revised_prompt")
            _revisedPrompt = json.ToArray();
        else
            sink.Member(path, json);
    }

    /// <inheritdoc/>
    protected override void OnEnd(string path)
    {
        if (path != "data[]")
            return;
        if (_isBegun)
        {
            // SGLang repeats the prompt here; only an enhanced prompt is worth passing on.
            if (_revisedPrompt is { } revised && TextOf(revised) is { } text && text != call.Request.Prompt)
                sink.ImageMember("revised_prompt", revised);
            sink.EndImage(ImageKind.Final, whole: false);
        }
        else if (_address is { } address)
        {
            _addresses.Add(_addresses.Count < MaxAddresses ? address : throw new FormatException("too many pictures"));
        }
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        var isEmpty = !_hasPicture && _addresses.Count == 0;
        if (_error.ContainsKey("error") || (isEmpty && _error.Keys.Any(ErrorWords.IsMember)))
        {
            Failure = readError(new ErrorAnswer(502, "application/json", ErrorBody(), null) { InsideSuccess = true });
            return;
        }
        if (isEmpty)
        {
            Failure = NoImage();
            return;
        }
        if (_addresses.Count > 0)
            Next = PictureDownloads.Chain(_addresses);
        else
            sink.Complete();
    }

    // The server does not know the path under which a proxy exposes it. The destination's address has that path.
    private Uri AddressOf(string url)
    {
        if (url.StartsWith("/v1/", StringComparison.Ordinal))
            return AddressPath.Join(call.Address, "v1", url[4..]);
        return Uri.TryCreate(call.Address, url, out var address) ? address : throw new FormatException("a picture's address that is none");
    }

    private ReadOnlyMemory<byte> ErrorBody() => BodyWriter.Write(body =>
    {
        foreach (var (name, json) in _error)
            body.Raw(name, json);
    }).ToArray();
}
