using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// What the objects of one generateContent answer, plain or streamed, come to: pictures, their texts, and at the end what is known of
/// the whole. The text that belongs to a picture may follow it, so the last word about one is said when the next begins or at the end.
/// <para>
/// A part says only behind its picture that it was a draft (<c>thought</c>). A stream can still call it partial then; a plain answer has
/// already passed it on, so it is marked with <c>draft</c>.
/// </para>
/// </summary>
internal sealed class GenerateContentAnswer(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
{
    // What a model says beside its picture, in characters.
    private const int MaxText = 4096;

    // Several calls may share a sink.
    private readonly int _imagesBefore = sink.Images;
    private readonly bool _streams = sink.Context.Request.Stream;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _partText = new();
    private string _pictureText = "";
    private readonly GoogleRefusal _refusal = new();
    private byte[]? _usage;
    private byte[]? _model;
    private byte[]? _id;
    private bool _isThought;
    private bool _isImage;
    private bool _begun;
    private bool _inData;
    private bool _hadData;
    private bool _open;
    private ImageError? _error;

    /// <summary>Whether the provider has said that it is done.</summary>
    public bool HasFinished => _refusal.FinishReason is not null;
    /// <summary>Whether a finished picture is there.</summary>
    public bool HasImage => _open || sink.Images > _imagesBefore;

    /// <summary>A part begins.</summary>
    public void BeginPart()
    {
        _partText.Clear();
        _isThought = _begun = _inData = _hadData = false;
        _isImage = true;
    }

    /// <summary>It ends.</summary>
    public void EndPart()
    {
        if (!_isThought && _text.Length < MaxText)
            _text.Append(_partText);
        if (!_begun)
            return;
        if (_isThought)
        {
            EndDraft();
            return;
        }
        _open = true;
        // A finished picture is not lost when the stream breaks off behind it; its event stays open for text and token counts.
        if (_streams)
            sink.EndImage(ImageKind.Final, whole: false);
    }

    /// <summary>A piece of a part's text.</summary>
    public void Text(ReadOnlySpan<byte> raw)
    {
        if (_partText.Length < MaxText)
            _partText.Append(JsonText.Unescape(raw));
    }

    /// <summary>A whole member, known by its own name.</summary>
    public void Member(string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "thought":
                _isThought |= json.SequenceEqual("true"u8);
                break;
            case "mimeType":
                _isImage = json[0] != (byte)'"' || JsonText.Unescape(json[1..^1]).StartsWith("image/", StringComparison.OrdinalIgnoreCase);
                break;
            // Counts of a later chunk replace the earlier ones; they are not parts of a sum.
            case "usageMetadata":
                _usage = json.ToArray();
                break;
            case "modelVersion":
                _model = json.ToArray();
                break;
            case "responseId":
                _id = json.ToArray();
                break;
            case "error":
                _error = readError(new ErrorAnswer(502, "application/json", (byte[])[.. "{\"error\":"u8, .. json, .. "}"u8], null));
                // What follows in this piece must not reach the sink: the outcome would depend on where the bytes were divided.
                throw new FormatException("the answer is an error");
            default:
                _refusal.Note(name, json);
                break;
        }
    }

    /// <summary>A member that is too large to be read.</summary>
    public void TooLarge(string name)
    {
        // An error stays one however long it is.
        if (name == "error")
            Member(name, "{}"u8);
    }

    /// <summary>The answer is refused; a picture that was whole by then is kept.</summary>
    /// <returns>What the provider itself has told; null when the bytes are at fault.</returns>
    public ImageError? Fail()
    {
        ClosePicture();
        return _error;
    }

    /// <summary>Tells the sink what is left and completes it.</summary>
    /// <returns>Why there is no picture; null when there is one.</returns>
    public ImageError? Complete()
    {
        if (!HasImage)
            return _refusal.ToError(Shorten(_text.ToString()));
        // What follows the last picture is about it; what stands between two leads to the second.
        _pictureText += _text.ToString();
        ClosePicture();
        if (_id is not null)
            sink.Member("id", _id);
        if (_model is not null)
            sink.Member("model", _model);
        if (_usage is not null && GoogleUsage.Convert(_usage) is { } usage)
            sink.Member("usage", usage);
        sink.Complete();
        return null;
    }

    /// <summary>A piece of a part's data.</summary>
    public void Base64(ReadOnlySpan<byte> raw, bool last)
    {
        // Two strings under one name would be glued to one picture.
        if (!_inData && _hadData)
            throw new FormatException("'data' stands twice");
        _inData = !last;
        _hadData = true;
        // Models that draw may speak as well (audio/…); a plain answer has no place for drafts.
        if (raw.IsEmpty || !_isImage || (_isThought && !_streams))
            return;
        if (!_begun)
        {
            ClosePicture();
            _pictureText = _text.ToString();
            _text.Clear();
            _begun = true;
            sink.BeginImage(!_streams ? ImageKind.Final : _isThought ? ImageKind.Partial : ImageKind.Unknown);
        }
        sink.Base64(raw);
    }

    private void EndDraft()
    {
        // What was said before a draft is about the picture that comes of it.
        _text.Insert(0, _pictureText);
        if (_streams)
        {
            sink.EndImage(ImageKind.Partial, whole: true);
            return;
        }
        sink.ImageMember("draft", "true"u8);
        sink.EndImage(ImageKind.Final, whole: false);
        sink.Context.Warn(new ImageWarning("draft_image", "The provider said only after a picture that it is a draft: it is marked with 'draft'."));
    }

    // Says the last word about the picture that was read whole.
    private void ClosePicture()
    {
        if (!_open)
            return;
        _open = false;
        var text = Shorten(_pictureText);
        if (_streams && text is not null)
            sink.EventMember("revised_prompt", Json(text));
        else if (text is not null)
            sink.ImageMember("revised_prompt", Json(text));
        if (!_streams)
            sink.EndImage(ImageKind.Final, whole: false);
    }

    private static byte[] Json(string text)
    {
        using var buffer = new PooledBuffer();
        JsonText.WriteString(buffer, text);
        return buffer.WrittenSpan.ToArray();
    }

    private static string? Shorten(string text)
    {
        text = ShortText.Cut(text.Trim(), MaxText);
        return text.Length == 0 ? null : text;
    }
}
