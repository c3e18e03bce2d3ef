using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>The legs that fetch stored pictures one after another.</summary>
public static class PictureDownloads
{
    /// <summary>Creates the first leg. Each reader names the next leg; the last one completes the sink.</summary>
    /// <param name="addresses">The pictures' URLs; not empty.</param>
    public static ProviderLeg Chain(IReadOnlyList<Uri> addresses)
    {
        ProviderLeg? leg = null;
        for (var i = addresses.Count - 1; i >= 0; i--)
        {
            var following = leg;
            leg = new ProviderLeg
            {
                Kind = LegKind.Download,
                Request = new ProviderRequest { Method = "GET", Uri = addresses[i], Accept = "image/*" },
                CreateReader = (contentType, sink) => new ImageBytesReader(sink, contentType, following),
                ReadError = ReadError,
            };
        }
        return leg!;
    }

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
