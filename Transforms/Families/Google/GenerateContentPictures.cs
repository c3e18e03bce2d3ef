using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Passes on the pictures of one generateContent answer, plain or streamed, with the text that leads to each. The text of a picture may follow it,
/// so a picture is closed only when the next one begins or the answer ends.
/// <para>
/// A part mostly tells only after its picture that it is a draft (<c>thought</c>), and where no other picture comes, the last draft is the picture.
/// A plain answer has no place for drafts: small pictures wait for the end of their part, and a large one that turns out to be a draft gets the
/// member <c>draft</c> when another picture follows. In a stream the event of a draft stays open until it is known whether another picture follows; a
/// client that asks for partial pictures gets the event at once, and a small draft is kept in case it is the picture.
/// </para>
/// </summary>
internal sealed class GenerateContentPictures(ImageSink sink)
{
    // The longest text that is kept beside a picture, in characters.
    private const int MaxText = 4096;

    // The picture of the part that is read.
    private enum Place
    {
        None,
        // It waits for the end of the part.
        Held,
        // It has begun to go out.
        Passing,
    }

    // The picture that went out last, while it is not closed.
    private enum Last
    {
        None,
        Final,
        Draft,
    }

    private enum Data
    {
        None,
        Inside,
        Read,
    }

    // Several calls may share a sink, so pictures are counted from here.
    private readonly int _imagesBefore = sink.Images;
    private readonly bool _streams = sink.Context.Request.Stream;
    private readonly bool _showsDrafts = sink.Context.Request is { Stream: true, PartialImages: > 0 };
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _partText = new();
    private string _pictureText = "";
    private string _lastText = "";
    // The picture of the part, while it is small enough to be kept; then the last draft.
    private HeldBase64 _held = new();
    private HeldBase64 _draft = new();
    private Place _place;
    private Last _last;
    private Data _data;
    private bool _isThought;
    private bool _isImage;

    /// <summary>Whether the answer has a picture or a draft that may be the picture.</summary>
    public bool HasAny => HasFinal || _last == Last.Draft || !_draft.Whole.IsEmpty;

    /// <summary>The text of the parts that lead to no picture.</summary>
    public string? Text => Shorten(_text.ToString());

    private bool HasFinal => _last == Last.Final || sink.Images > _imagesBefore;

    /// <summary>A part begins.</summary>
    public void BeginPart()
    {
        _partText.Clear();
        _data = Data.None;
        _place = Place.None;
        _held.Clear();
        _isThought = false;
        _isImage = true;
    }

    /// <summary>The part is a thought, so that its picture is a draft.</summary>
    public void MarkThought() => _isThought = true;

    /// <summary>The media type of the part's data: these models may also send audio, which is skipped.</summary>
    public void MediaType(string? type) => _isImage = type?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) != false;

    /// <summary>A slice of the part's text.</summary>
    public void AddText(ReadOnlySpan<byte> raw)
    {
        if (_partText.Length < MaxText)
            _partText.Append(JsonText.Unescape(raw));
    }

    /// <summary>A slice of the part's data.</summary>
    public void Base64(ReadOnlySpan<byte> raw, bool last)
    {
        // Two strings under one name would be joined into one broken picture.
        if (_data == Data.Read)
            throw new FormatException("'data' stands twice");
        _data = last ? Data.Read : Data.Inside;
        if (raw.IsEmpty || !_isImage)
            return;
        if (_place == Place.None)
        {
            (_pictureText, _place) = (_text.ToString(), Place.Held);
            _text.Clear();
            if (_streams)
                Begin(isPartial: _isThought && _showsDrafts);
        }
        var isKept = (_place == Place.Held || _showsDrafts) && _held.TryAdd(raw);
        if (_place == Place.Held && !isKept)
            HandOn();
        if (_place == Place.Passing)
            sink.Base64(raw);
    }

    /// <summary>A part ends.</summary>
    public void EndPart()
    {
        if (!_isThought && _text.Length < MaxText)
            _text.Append(_partText);
        if (_place == Place.None)
            return;
        if (_isThought)
        {
            EndDraft();
            return;
        }
        if (_place == Place.Held)
            HandOn();
        _last = Last.Final;
        // A finished picture is kept when the stream breaks off after it; its event stays open for text and token counts.
        if (_streams)
            sink.EndImage(ImageKind.Final, whole: false);
    }

    /// <summary>The answer failed; a picture that was complete by then is kept.</summary>
    public void Fail()
    {
        Close();
        Release();
    }

    /// <summary>The answer is complete: closes the last picture.</summary>
    /// <param name="isBlocked">Whether the provider withholds the picture: then no draft takes its place.</param>
    /// <returns>Whether there is a picture.</returns>
    public bool Complete(bool isBlocked)
    {
        if (!HasFinal && !isBlocked)
            TakeDraft();
        // Text after the last picture describes that picture; text between two pictures describes the second.
        if (_last != Last.None)
            _lastText += _text.ToString();
        Close();
        Release();
        return HasFinal;
    }

    // No other picture has come: the last draft is the picture.
    private void TakeDraft()
    {
        if (_last != Last.Draft)
        {
            if (_draft.Whole.IsEmpty)
                return;
            _pictureText = "";
            Begin(isPartial: false);
            sink.Base64(_draft.Whole);
        }
        _last = Last.Final;
        if (_streams)
            sink.EndImage(ImageKind.Final, whole: false);
    }

    private void EndDraft()
    {
        if (_place == Place.Passing && !_showsDrafts)
        {
            _last = Last.Draft;
            return;
        }
        // Text before a draft describes the picture that follows from the draft.
        _text.Insert(0, _pictureText);
        if (_place == Place.Passing)
            sink.EndImage(ImageKind.Partial, whole: true);
        if (!HasFinal && !_held.Whole.IsEmpty)
            (_draft, _held) = (_held, _draft);
    }

    private void HandOn()
    {
        Begin(isPartial: false);
        if (!_held.Begun.IsEmpty)
            sink.Base64(_held.Begun);
        _held.Release();
    }

    private void Begin(bool isPartial)
    {
        if (_last == Last.Draft)
            _pictureText = _lastText + _pictureText;
        Close();
        (_lastText, _place) = (_pictureText, Place.Passing);
        sink.BeginImage(!_streams ? ImageKind.Final : isPartial ? ImageKind.Partial : ImageKind.Unknown);
    }

    // Closes the last picture, with its text.
    private void Close()
    {
        var (last, text) = (_last, Shorten(_lastText));
        _last = Last.None;
        if (last == Last.Final && text is not null && _streams)
            sink.EventMember("revised_prompt", Json(text));
        else if (last == Last.Final && text is not null)
            sink.ImageMember("revised_prompt", Json(text));
        if (last == Last.Draft && _streams)
        {
            sink.EndImage(ImageKind.Partial, whole: true);
        }
        else if (last == Last.Draft)
        {
            sink.ImageMember("draft", "true"u8);
            sink.Context.Warn(new ImageWarning("draft_image", "The provider said only after a picture that it is a draft: it is marked with 'draft'."));
        }
        if (last != Last.None && !_streams)
            sink.EndImage(ImageKind.Final, whole: false);
    }

    private void Release()
    {
        _held.Release();
        _draft.Release();
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
