using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Collects the objects of one generateContent answer, plain or streamed: the pictures, their texts, and the members of the whole answer. The text
/// of a picture may follow it, so the picture is closed only when the next one begins or the answer ends.
/// <para>
/// A part tells only after its picture that it was a draft (<c>thought</c>). A stream can still mark the picture as partial then. A plain answer
/// has already passed it on, so the picture gets the member <c>draft</c>.
/// </para>
/// </summary>
internal sealed class GenerateContentAnswer(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
{
    // The longest text that is kept beside a picture, in characters.
    private const int MaxText = 4096;

    // Several calls may share a sink, so pictures are counted from here.
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

    /// <summary>Whether the provider has sent a finish reason.</summary>
    public bool HasFinished => _refusal.FinishReason is not null;
    /// <summary>Whether the answer has a finished picture.</summary>
    public bool HasImage => _open || sink.Images > _imagesBefore;

    /// <summary>A part begins.</summary>
    public void BeginPart()
    {
        _partText.Clear();
        _isThought = _begun = _inData = _hadData = false;
        _isImage = true;
    }

    /// <summary>A part ends.</summary>
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
        // A finished picture is kept when the stream breaks off after it; its event stays open for text and token counts.
        if (_streams)
            sink.EndImage(ImageKind.Final, whole: false);
    }

    /// <summary>A slice of a part's text.</summary>
    public void Text(ReadOnlySpan<byte> raw)
    {
        if (_partText.Length < MaxText)
            _partText.Append(JsonText.Unescape(raw));
    }

    /// <summary>A complete member, by its own name.</summary>
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
            // The counts of a later chunk replace the earlier ones and are not added to them.
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
                // The rest of this piece must not reach the sink: otherwise the outcome depends on where the bytes are divided.
                throw new FormatException("the answer is an error");
            default:
                _refusal.Note(name, json);
                break;
        }
    }

    /// <summary>A member that is too large to be read.</summary>
    public void TooLarge(string name)
    {
        // An error that is too long to read is still an error.
        if (name == "error")
            Member(name, "{}"u8);
    }

    /// <summary>The answer failed; a picture that was complete by then is kept.</summary>
    /// <returns>The error that the provider reported; null when the bytes are at fault.</returns>
    public ImageError? Fail()
    {
        ClosePicture();
        return _error;
    }

    /// <summary>Passes the remaining members to the sink and completes it.</summary>
    /// <returns>The failure when there is no picture; otherwise null.</returns>
    public ImageError? Complete()
    {
        if (!HasImage)
            return _refusal.ToError(Shorten(_text.ToString()));
        // Text after the last picture describes that picture; text between two pictures describes the second.
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

    /// <summary>A slice of a part's data.</summary>
    public void Base64(ReadOnlySpan<byte> raw, bool last)
    {
        // Two strings under one name would be joined into one broken picture.
        if (!_inData && _hadData)
            throw new FormatException("'data' stands twice");
        _inData = !last;
        _hadData = true;
        // These models may also send audio, which is skipped; a plain answer has no place for drafts.
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
        // Text before a draft describes the picture that follows from the draft.
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

    // Writes the text of the last complete picture and closes it.
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
