using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// The pictures of one answer that came as addresses although the client needs base64: it asked for it, or for a stream. They are fetched when the
/// answer is complete, in their order, behind the pictures that came as base64.
/// </summary>
/// <param name="call">The answered call.</param>
/// <param name="sink">Completed where nothing is fetched.</param>
internal sealed class StoredPictures(ProviderCall call, ImageSink sink)
{
    // More than any request can ask for.
    private const int Most = 32;

    private readonly List<StoredPicture> _pictures = [];

    /// <summary>Whether addresses are fetched in this call.</summary>
    public bool Fetches { get; } = call.WantsBase64;
    /// <summary>The number of finished pictures.</summary>
    public int Finals { get; private set; }

    /// <summary>Adds a picture. A preview is added only where the client gets previews.</summary>
    /// <param name="rawUrl">The address, as it stands in a JSON string.</param>
    /// <param name="kind">The picture's kind.</param>
    /// <param name="tell">Passes the picture's members to the sink, once the picture has begun.</param>
    /// <returns>False when it is no address that could be fetched.</returns>
    /// <exception cref="FormatException">The answer has more pictures than any request can ask for.</exception>
    public bool Add(ReadOnlySpan<byte> rawUrl, ImageKind kind, Action tell)
    {
        if (AddressOf(rawUrl) is not { } address)
            return false;
        if (kind == ImageKind.Partial && !call.Request.Stream)
            return true;
        if (_pictures.Count == Most)
            throw new FormatException("too many pictures");
        if (kind != ImageKind.Partial)
            Finals++;
        _pictures.Add(new StoredPicture(address) { Kind = kind, Raw = call.Request.Stream ? null : rawUrl.ToArray(), Tell = tell });
        return true;
    }

    /// <summary>Removes the previews: a finished picture has gone out, and a preview behind it would be none.</summary>
    public void ForgetPreviews() => _pictures.RemoveAll(static picture => picture.Kind == ImageKind.Partial);

    /// <summary>The leg that fetches the first picture; null when there is none, and the sink is then complete.</summary>
    public ProviderLeg? ToLegs()
    {
        if (_pictures.Count > 0)
            return PictureDownloads.Chain(_pictures);
        sink.Complete();
        return null;
    }

    // A server may give a path of its own host.
    private Uri? AddressOf(ReadOnlySpan<byte> rawUrl) =>
        rawUrl.Length <= UrlValueReader.MaxUrl
        && Uri.TryCreate(call.Address, JsonText.Unescape(rawUrl), out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;
}
