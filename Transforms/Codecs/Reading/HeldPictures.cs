using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// The pictures of an answer that tells only at its end whether it is good (a status, safety flags). URLs and small pictures wait until then; a
/// large picture cannot be held and is passed on at once. The black frame in place of a blocked picture is always small.
/// </summary>
/// <param name="sink">Receives the pictures.</param>
public sealed class HeldPictures(ImageSink sink) : IUrlValueTarget
{
    /// <summary>The largest picture that waits, in base64 characters; a black frame of 1024x1024 has about 24 KiB as JPEG.</summary>
    public const int MaxHeld = 64 * 1024;

    // More than any request can ask for.
    private const int MaxPictures = 32;

    private sealed class Picture
    {
        public ArrayBufferWriter<byte>? Base64;
        public byte[]? Url;
        public bool IsStreamed;
    }

    private readonly List<Picture> _pictures = [];
    private UrlValueReader? _address;
    private Picture _current = new();

    /// <summary>The number of pictures so far.</summary>
    public int Count => _pictures.Count;
    /// <summary>Whether a picture has already been passed on.</summary>
    public bool HasStreamed { get; private set; }

    /// <summary>The next slice of a string that is a URL or a data URL.</summary>
    public void AddressSlice(ReadOnlySpan<byte> raw, bool last)
    {
        (_address ??= new UrlValueReader(this)).Slice(raw, last);
        if (last)
            EndPicture();
    }

    /// <summary>The next slice of a base64 string.</summary>
    public void Base64Slice(ReadOnlySpan<byte> raw, bool last)
    {
        if (!raw.IsEmpty)
            Base64(raw);
        if (last)
            EndPicture();
    }

    /// <inheritdoc/>
    public void Base64(ReadOnlySpan<byte> slice)
    {
        var held = _current.Base64?.WrittenCount ?? 0;
        if (!_current.IsStreamed && held + slice.Length <= MaxHeld)
        {
            (_current.Base64 ??= new ArrayBufferWriter<byte>()).Write(slice);
            return;
        }
        if (!_current.IsStreamed)
        {
            _current.IsStreamed = HasStreamed = true;
            sink.BeginImage(ImageKind.Final);
            if (_current.Base64 is { } first)
                sink.Base64(first.WrittenSpan);
            _current.Base64 = null;
        }
        sink.Base64(slice);
    }

    /// <inheritdoc/>
    public void Url(ReadOnlySpan<byte> rawString) => _current.Url = rawString.ToArray();

    /// <summary>Passes on the waiting pictures: the answer is good.</summary>
    /// <param name="isBlocked">Whether the picture at an index must be left out.</param>
    /// <param name="fetch">True fetches URLs instead of passing them on.</param>
    public PictureDelivery Deliver(Func<int, bool> isBlocked, bool fetch)
    {
        var blocked = 0;
        var addresses = new List<Uri>();
        for (var i = 0; i < _pictures.Count; i++)
        {
            var picture = _pictures[i];
            if (isBlocked(i))
                blocked++;
            else if (picture.Url is { } url && fetch)
                addresses.Add(AddressOf(url));
            else if (!picture.IsStreamed)
                HandOn(picture);
        }
        if (blocked == _pictures.Count && !HasStreamed)
            return ImageError.Blocked("The provider's safety checker has blocked every image of this request.");
        if (blocked > 0)
        {
            sink.Context.Warn(new ImageWarning(
                "images_blocked", $"The provider's safety checker has flagged {blocked} of {_pictures.Count} images.", "prompt"));
        }
        if (addresses.Count > 0)
            return new PictureDelivery(null, PictureDownloads.Chain(addresses));
        sink.Complete();
        return default;
    }

    private void HandOn(Picture picture)
    {
        sink.BeginImage(ImageKind.Final);
        if (picture.Url is { } url)
            sink.Url(url);
        else
            sink.Base64(picture.Base64!.WrittenSpan);
        sink.EndImage(ImageKind.Final, whole: false);
    }

    private void EndPicture()
    {
        if (_current.IsStreamed)
            sink.EndImage(ImageKind.Final, whole: false);
        if (_current.IsStreamed || _current.Url is not null || _current.Base64 is not null)
            _pictures.Add(_pictures.Count < MaxPictures ? _current : throw new FormatException("too many pictures"));
        _current = new Picture();
    }

    private static Uri AddressOf(byte[] url) => Uri.TryCreate(JsonText.Unescape(url), UriKind.Absolute, out var address)
        ? address
        : throw new FormatException("a picture's address that is none");
}
