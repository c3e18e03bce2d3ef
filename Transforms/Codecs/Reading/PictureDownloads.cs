using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>The legs that fetch stored pictures one after another.</summary>
public static class PictureDownloads
{
    /// <summary>Creates the first leg. Each reader names the next leg; the last one completes the sink.</summary>
    /// <param name="addresses">The pictures' URLs; not empty.</param>
    public static ProviderLeg Chain(IReadOnlyList<Uri> addresses) => Chain([.. addresses.Select(address => new StoredPicture(address))]);

    /// <inheritdoc cref="Chain(IReadOnlyList{Uri})"/>
    /// <param name="pictures">The pictures; not empty.</param>
    internal static ProviderLeg Chain(IReadOnlyList<StoredPicture> pictures)
    {
        ProviderLeg? leg = null;
        for (var i = pictures.Count - 1; i >= 0; i--)
            leg = Leg(pictures[i], leg);
        return leg!;
    }

    private static ProviderLeg Leg(StoredPicture picture, ProviderLeg? following) => new()
    {
        Kind = LegKind.Download,
        Request = new ProviderRequest { Method = "GET", Uri = picture.Address, Accept = "image/*" },
        CreateReader = (contentType, sink) => new ImageBytesReader(sink, contentType, following, picture),
        CreateRefused = picture.Raw is null && picture.Kind != ImageKind.Partial
            ? null
            : (reason, sink) => new RefusedPictureReader(sink, picture, reason, following),
        ReadError = ReadError,
    };

    // The message of a delivery host (a store's XML, an expired signature) does not concern the client's request and is not passed on.
    private static ImageError ReadError(ErrorAnswer answer) => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = "download_failed",
        Message = $"The provider made the image, but it could not be fetched (status {answer.Status}).",
        RetryAfter = answer.RetryAfter,
    };
}
