using System.Buffers.Text;
using System.Runtime.InteropServices;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Writes OpenAI's plain answer, <c>{"created", "data": [ … ], …, "extra_fields"}</c> (docs/contract.md, section 4.1). What the
/// provider said is passed on verbatim; added are <c>data[].index</c>, <c>created</c> and the picture's real
/// <c>output_format</c> and <c>size</c> where they are missing, and <c>extra_fields</c>.
/// </summary>
public sealed class OpenAIJsonSink(AnswerContext context, PooledBuffer output) : ImageSink(context, output)
{
    private static readonly KnownNames Usual = new("created", "usage", "size", "quality", "background", "output_format");

    private NameSet _written = new(Usual);
    // Members that come after the pictures have begun: they wait for the array's end, bounded by their reader.
    private readonly List<(string Name, byte[] Json)> _late = [];
    // The most base64 characters that wait for the picture's format: what the probe looks at.
    private const int FormatHead = 2048;
    private List<byte>? _head;
    private bool _started;
    private bool _inData;
    private bool _inBase64;
    private bool _firstInImage;
    private bool _hasUrl;
    private bool _skipping;

    /// <inheritdoc/>
    public override bool Fail(ImageError error) => false;

    /// <inheritdoc/>
    protected override void WriteMember(string name, ReadOnlySpan<byte> json)
    {
        if (name is "data" or "extra_fields")
            return;
        // "null" says nothing, and what is missing can be added.
        if (name is "created" or "usage" or "size" or "output_format" && json.SequenceEqual("null"u8))
            return;
        if (!_written.Add(name))
            return;
        if (_inData)
        {
            _late.Add((name, json.ToArray()));
            return;
        }
        Separate();
        WriteProperty(name, json);
    }

    /// <inheritdoc/>
    protected override void WriteImageStart()
    {
        // A plain answer has no place for previews.
        _skipping = Kind == ImageKind.Partial;
        if (_skipping)
            return;
        if (_inData)
        {
            Write(","u8);
        }
        else
        {
            Separate();
            Write("\"data\":["u8);
            _inData = true;
        }
        Write("{"u8);
        _firstInImage = true;
        _hasUrl = false;
    }

    /// <inheritdoc/>
    protected override void WriteImageMember(string name, ReadOnlySpan<byte> json)
    {
        // The position in this answer is the index; a provider's own number may restart with every call.
        if (_skipping || name is "index")
            return;
        CloseBase64();
        SeparateInImage();
        WriteProperty(name, json);
    }

    /// <inheritdoc/>
    protected override void WriteEventMember(string name, ReadOnlySpan<byte> json)
    {
        if (_skipping || name is "partial_image_index")
            return;
        // A plain answer says these once, for all its pictures.
        if (name is "created_at")
            WriteMember("created", json);
        else if (name is "usage" or "size" or "quality" or "background" or "output_format")
            WriteMember(name, json);
        else
            WriteImageMember(name, json);
    }

    /// <inheritdoc/>
    protected override void WriteBase64(ReadOnlySpan<byte> slice)
    {
        if (_skipping)
            return;
        if (_inBase64)
        {
            Pass(slice);
            return;
        }
        // A data URL names the format in front of the picture: the first bytes wait until they have told it.
        var isTold = Probe.IsDecided || Probe.Format != ImageFormat.Unknown;
        if (IsDataUrl && !isTold && (_head?.Count ?? 0) + slice.Length < FormatHead)
        {
            (_head ??= []).AddRange(slice);
            return;
        }
        OpenBase64();
        Pass(slice);
    }

    /// <inheritdoc/>
    protected override bool IsBase64Open => _inBase64;

    // A provider that gives an address of its own as well needs no second one.
    private bool IsDataUrl => Context.UrlDelivery == UrlDelivery.DataUrl && !_hasUrl;

    private void OpenBase64()
    {
        SeparateInImage();
        if (IsDataUrl)
        {
            Write("\"url\":\"data:"u8);
            JsonText.WriteEscaped(Output, ImageProbe.MediaType(Probe.Format) ?? "application/octet-stream");
            Write(";base64,"u8);
            _hasUrl = true;
        }
        else
        {
            Write("\"b64_json\":\""u8);
        }
        _inBase64 = true;
        Write(CollectionsMarshal.AsSpan(_head));
        _head?.Clear();
    }

    /// <inheritdoc/>
    protected override void WriteUrl(ReadOnlySpan<byte> rawString)
    {
        if (_skipping)
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
    protected override void WriteImageEnd(bool whole)
    {
        if (_skipping)
            return;
        if (Kind == ImageKind.Partial)
            throw new FormatException("a picture was said to be partial only after it had been passed on as a whole one");
        CloseBase64();
        SeparateInImage();
        Write("\"index\":"u8);
        WriteNumber(Images - 1);
        Write("}"u8);
    }

    /// <inheritdoc/>
    protected override void WriteEnd()
    {
        if (_inData)
            Write("]"u8);
        foreach (var (name, json) in _late)
        {
            Separate();
            WriteProperty(name, json);
        }
        if (_written.Add("created"))
        {
            Separate();
            Write("\"created\":"u8);
            WriteNumber(Context.UnixSeconds);
        }
        WriteReal("output_format", ImageProbe.Name(Probe.Format));
        WriteReal("size", Probe.Width > 0 ? $"{Probe.Width}x{Probe.Height}" : null);
        Separate();
        Write("\"extra_fields\":"u8);
        ExtraFields.Write(Output, Context, Context.ElapsedMilliseconds, 0, full: true);
        Write("}"u8);
    }

    // What the provider left unsaid is read off the picture itself, never copied from the request.
    private void WriteReal(string name, string? value)
    {
        if (value is null || !_written.Add(name))
            return;
        Separate();
        JsonText.WriteString(Output, name);
        Write(":"u8);
        JsonText.WriteString(Output, value);
    }

    private void CloseBase64()
    {
        if (_head is { Count: > 0 })
            OpenBase64();
        if (_inBase64)
            Write("\""u8);
        _inBase64 = false;
    }

    private void Separate()
    {
        Write(_started ? ","u8 : "{"u8);
        _started = true;
    }

    private void SeparateInImage()
    {
        if (!_firstInImage)
            Write(","u8);
        _firstInImage = false;
    }

    private void WriteNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Output.GetSpan(20), out var written);
        Output.Advance(written);
    }
}
