using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

/// <summary>The content of a picture: base64, bytes, or an address.</summary>
public sealed partial class ImageSink
{
    /// <summary>A slice of the picture's base64, as it stands in a JSON string.</summary>
    /// <exception cref="PictureFormatException">It is not base64.</exception>
    public void Base64(ReadOnlySpan<byte> slice)
    {
        if (slice.IsEmpty)
            return;
        if (_beginning.IsOpen)
        {
            if (!_beginning.Read(ref slice))
                return;
            PassBase64(_beginning.Held);
        }
        PassBase64(slice);
    }

    /// <summary>A slice of the picture's raw bytes, for providers that send bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (!_probe.IsDecided)
            _probe.Feed(bytes);
        InBase64 = false;
        if (_kept is not null && KeepsBytes(bytes))
            return;
        Encode(bytes);
    }

    private void Encode(ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[(Base64Encoder.HeadBytes / 3 * 4) + 4];
        while (!bytes.IsEmpty)
        {
            var written = _encoder.EncodeHead(ref bytes, head);
            if (written > 0)
                Encoded(head[..written]);
            if (form.IsBase64Open && !bytes.IsEmpty)
                tally.CountBase64(_encoder.EncodeRest(ref bytes, output));
        }
    }

    /// <summary>The picture that has just begun came as a data URL, which a plain answer keeps unless the client asked for base64.</summary>
    internal void KeepDataUrl()
    {
        if (Context.Request is { Stream: true } or { ResponseFormat: ResponseForm.Base64 } || _keeper is { IsBeside: false })
            return;
        tally.CountUrl();
        form.KeepDataUrl();
    }

    /// <summary>The picture's address.</summary>
    /// <param name="rawString">The content of a JSON string, still escaped, without its quotes.</param>
    public void Url(ReadOnlySpan<byte> rawString)
    {
        HasImage = true;
        tally.CountUrl();
        form.Url(_values.CheckText(rawString));
    }

    private void PassBase64(ReadOnlySpan<byte> slice)
    {
        while (!slice.IsEmpty)
            PassPlain(_base64.Next(ref slice));
    }

    // Whatever follows a picture's text ends it, and it may lack its padding.
    private void EndBase64()
    {
        if (!InBase64)
            return;
        PassPlain(_base64.End());
        InBase64 = false;
    }

    private void PassPlain(ReadOnlySpan<byte> base64)
    {
        if (base64.IsEmpty)
            return;
        if (!_probe.IsDecided)
            _probe.FeedBase64(base64);
        InBase64 = true;
        if (_kept is not null && KeepsBase64(ref base64))
            return;
        Encoded(base64);
    }

    private void Encoded(ReadOnlySpan<byte> base64)
    {
        HasImage = true;
        tally.CountBase64(base64.Length, base64.Length - base64.TrimEnd((byte)'=').Length);
        form.Base64(base64);
    }
}
