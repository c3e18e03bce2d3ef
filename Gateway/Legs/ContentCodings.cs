using System.Net.Http.Headers;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Legs;

/// <summary>How an answer's body is compressed.</summary>
internal enum ContentCoding
{
    /// <summary>Not at all.</summary>
    Identity,
    /// <summary>RFC 1952.</summary>
    Gzip,
    /// <summary>RFC 1950, and RFC 1951, which some servers send under the same name.</summary>
    Deflate,
    /// <summary>RFC 7932.</summary>
    Brotli,
}

/// <summary>
/// Content codings of answers (RFC 9110, section 8.4.1). Each leg asks for identity, because pictures do not get smaller. Servers and proxies that
/// compress all the same are decoded.
/// </summary>
internal static class ContentCodings
{
    /// <summary>
    /// The value of <c>Accept-Encoding</c> on each leg. A request without the header allows every coding (RFC 9110, section 12.5.3).
    /// </summary>
    public const string Accepted = "identity";

    /// <summary>Reads the coding of an answer.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="unreadable">The printable value of <c>Content-Encoding</c> when the gateway cannot decode it; otherwise null.</param>
    public static ContentCoding Of(HttpContentHeaders headers, out string? unreadable)
    {
        unreadable = null;
        if (!headers.NonValidated.TryGetValues("Content-Encoding", out var values))
            return ContentCoding.Identity;
        var coding = ContentCoding.Identity;
        foreach (var name in values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Parse(name);
            if (next is ContentCoding.Identity)
                continue;
            // A body that is compressed twice is not worth a second decoder.
            if (next is not { } known || coding != ContentCoding.Identity)
            {
                unreadable = PrintableText.Of(values.ToString());
                return ContentCoding.Identity;
            }
            coding = known;
        }
        return coding;
    }

    /// <summary>The body as the provider wrote it.</summary>
    public static Stream Decode(Stream body, ContentCoding coding) => coding == ContentCoding.Identity ? body : new DecodedBody(body, coding);

    /// <summary>The exception for an answer whose coding cannot be decoded.</summary>
    public static UnreadableAnswerException Unreadable(string coding) =>
        new($"The provider's answer has the content encoding \"{coding}\", which the gateway cannot read; it asked for identity.");

    private static ContentCoding? Parse(string name) => name.ToLowerInvariant() switch
    {
        "identity" => ContentCoding.Identity,
        "gzip" or "x-gzip" => ContentCoding.Gzip,
        "deflate" => ContentCoding.Deflate,
        "br" => ContentCoding.Brotli,
        _ => null,
    };
}
