using System.Runtime.InteropServices;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Writes OpenAI's plain answer, <c>{"created", "data": [ … ], …, "extra_fields"}</c> (docs/contract.md, section 4.1). Members of the provider are
/// passed on unchanged. The form adds <c>data[].index</c>, <c>extra_fields</c>, and, where they are missing, <c>created</c> and the picture's
/// actual <c>output_format</c> and <c>size</c>.
/// </summary>
internal sealed partial class OpenAIJsonForm(AnswerTally tally, PooledBuffer output) : AnswerForm(tally, output)
{
    private static readonly KnownNames Usual = new("created", "usage", "size", "quality", "background", "output_format");
    private static readonly KnownNames UsualInImage = new("revised_prompt", "b64_json", "url");

    // The most base64 characters that wait until the picture's format is known: as many as the probe reads.
    private const int FormatHead = 2048;

    private enum Document
    {
        // Nothing has been written, not even the opening brace.
        Unopened,
        // Members are written as they arrive.
        Open,
        // The pictures have begun: later members wait until the array ends.
        InData,
    }

    private enum Picture
    {
        // A preview: a plain answer has no place for it.
        Skipped,
        // The picture's object is open and empty.
        Empty,
        // The picture's object has members.
        Open,
        // The string with the picture's base64 is open.
        InBase64,
        // The picture's object is closed.
        Ended,
    }

    private Document _document;
    private Picture _picture;
    private NameSet _written = new(Usual);
    private NameSet _inImage = new(UsualInImage);
    // Members that arrived after the pictures began; their reader bounds them.
    private List<(string Name, byte[] Json)>? _late;
    // The picture's first characters, which wait until its format is known.
    private List<byte>? _head;
    private bool _hasUrl;
    private bool _keepsDataUrl;

    /// <inheritdoc/>
    public override bool AtBoundary => _picture == Picture.Ended;

    /// <inheritdoc/>
    public override bool IsBase64Open => _picture == Picture.InBase64;

    /// <inheritdoc/>
    public override bool Fail(FailureReport report) => false;

    /// <inheritdoc/>
    public override void Member(string name, ReadOnlySpan<byte> json)
    {
        // "null" has no content, and the form can add these members itself.
        var isNull = name is "created" or "usage" or "size" or "output_format" && json.SequenceEqual("null"u8);
        if (isNull || name is "data" or "extra_fields" || !_written.Add(name))
            return;
        if (_document == Document.InData)
        {
            (_late ??= []).Add((name, json.ToArray()));
            return;
        }
        Separate();
        WriteProperty(name, json);
    }

    /// <inheritdoc/>
    public override void BeginImage(ImageKind kind)
    {
        _picture = kind == ImageKind.Partial ? Picture.Skipped : Picture.Empty;
        if (_picture == Picture.Skipped)
            return;
        Separate();
        Write(_document == Document.InData ? "{"u8 : "\"data\":[{"u8);
        _document = Document.InData;
        _inImage.Clear();
        _hasUrl = _keepsDataUrl = false;
    }

    /// <inheritdoc/>
    public override void ImageMember(string name, ReadOnlySpan<byte> json)
    {
        // The index is the position in this answer; the provider's own numbers may restart with every call.
        if (_picture == Picture.Skipped || name is "index" || !_inImage.Add(name))
            return;
        CloseBase64();
        SeparateInImage();
        WriteProperty(name, json);
    }

    /// <inheritdoc/>
    public override void EventMember(string name, ReadOnlySpan<byte> json)
    {
        if (_picture == Picture.Skipped || name is "partial_image_index")
            return;
        // A plain answer has this member once, for all its pictures.
        if (name is "created_at")
            Member("created", json);
        else if (name is "usage" or "size" or "quality" or "background" or "output_format")
            Member(name, json);
        else
            ImageMember(name, json);
    }

    /// <inheritdoc/>
    public override void Base64(ReadOnlySpan<byte> slice)
    {
        if (_picture == Picture.Skipped)
            return;
        if (_picture != Picture.InBase64 && IsDataUrl && !IsFormatTold && (_head?.Count ?? 0) + slice.Length < FormatHead)
        {
            (_head ??= []).AddRange(slice);
            return;
        }
        if (_picture != Picture.InBase64)
            OpenBase64();
        Output.Pass(slice);
    }

    internal override void KeepDataUrl() => _keepsDataUrl = true;

    // A data URL is needed only when the provider gives no URL of its own. It names the format first, so the first bytes wait until they tell it.
    private bool IsFormatTold => Tally.Probe.IsDecided || Tally.Probe.Format != ImageFormat.Unknown;
    private bool IsDataUrl => (_keepsDataUrl || Context.UrlDelivery == UrlDelivery.DataUrl) && !_hasUrl;

    private void OpenBase64()
    {
        SeparateInImage();
        if (IsDataUrl)
        {
            Write("\"url\":\"data:"u8);
            JsonText.WriteEscaped(Output, ImageProbe.MediaType(Tally.Probe.Format) ?? "application/octet-stream");
            Write(";base64,"u8);
            _hasUrl = true;
        }
        else
        {
            Write("\"b64_json\":\""u8);
        }
        _picture = Picture.InBase64;
        Write(CollectionsMarshal.AsSpan(_head));
        _head?.Clear();
    }

    /// <inheritdoc/>
    public override void Url(ReadOnlySpan<byte> rawString)
    {
        if (_picture == Picture.Skipped)
            return;
        CloseBase64();
        if (_hasUrl)
            return;
        _hasUrl = true;
        SeparateInImage();
        Write("\"url\":\""u8);
        Write(rawString);
        Write("\""u8);
    }

    /// <inheritdoc/>
    public override void EndImage(ImageKind kind, bool whole)
    {
        if (_picture == Picture.Skipped)
            return;
        if (kind == ImageKind.Partial)
            throw new FormatException("a picture was said to be partial only after it had been passed on as a whole one");
        CloseBase64();
        SeparateInImage();
        Write("\"index\":"u8);
        WriteNumber(Tally.Images - 1);
        Write("}"u8);
        _picture = Picture.Ended;
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_document == Document.InData)
            Write("]"u8);
        if (_late is not null)
        {
            foreach (var (name, json) in _late)
            {
                Separate();
                WriteProperty(name, json);
            }
        }
        if (_written.Add("created"))
        {
            Separate();
            Write("\"created\":"u8);
            WriteNumber(Context.UnixSeconds);
        }
        var probe = Tally.Probe;
        WriteReal("output_format", ImageProbe.Name(probe.Format));
        WriteReal("size", probe.Width > 0 ? $"{probe.Width}x{probe.Height}" : null);
        Separate();
        Write("\"extra_fields\":"u8);
        ExtraFields.WriteLast(Output, Context, Context.ElapsedMilliseconds, 0, full: true, Tally.Settle());
        Write("}"u8);
    }

    // A value that the provider leaves out comes from the picture itself, never from the request.
    private void WriteReal(string name, string? value)
    {
        if (value is null || !_written.Add(name))
            return;
        Separate();
        WriteText(name, value);
    }

    private void CloseBase64()
    {
        if (_head is { Count: > 0 })
            OpenBase64();
        if (_picture != Picture.InBase64)
            return;
        Write("\""u8);
        _picture = Picture.Open;
    }

    private void Separate()
    {
        Write(_document == Document.Unopened ? "{"u8 : ","u8);
        _document = _document == Document.Unopened ? Document.Open : _document;
    }

    private void SeparateInImage()
    {
        if (_picture != Picture.Empty)
            Write(","u8);
        _picture = Picture.Open;
    }
}
