using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>The legs that fetch pictures from where a provider has put them, one after the other.</summary>
public static class PictureDownloads
{
    /// <summary>Makes the first leg; each one's reader names the next, the last completes the sink.</summary>
    /// <param name="addresses">Not empty.</param>
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

    // A delivery host's own words (a store's XML, an expired signature) are about nothing that the client has asked for.
    private static ImageError ReadError(ErrorAnswer answer) => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = "download_failed",
        Message = $"The provider made the image, but it could not be fetched (status {answer.Status}).",
        RetryAfter = answer.RetryAfter,
    };
}
