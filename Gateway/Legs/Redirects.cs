using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// Answers that lead to another address. They are not followed: the address is as untrusted as any that an answer names, the key must not go
/// there, and an order must not be sent twice.
/// </summary>
internal static class Redirects
{
    private const int SeeOther = 303;

    /// <summary>Whether a status is a redirect.</summary>
    public static bool Is(int status) => status is >= 300 and < 400;

    /// <summary>The failure.</summary>
    /// <param name="kind">The leg's purpose.</param>
    /// <param name="response">The answer, with a status from 300 to 399.</param>
    /// <param name="asked">The address that answered.</param>
    public static CallFailure Refuse(LegKind kind, HttpResponseMessage response, Uri asked)
    {
        var status = (int)response.StatusCode;
        var told = Describe(kind, status, response.Headers.Location, asked);
        // Nothing was ordered where the order has to go elsewhere; after 303 something may have been.
        return kind == LegKind.Submit && status != SeeOther
            ? new CallFailure(told, PossiblyBilled: false, TryAnotherDestination: true) { AnsweredStatus = status }
            : CallFailure.OfStatus(told) with { AnsweredStatus = status };
    }

    private static ImageError Describe(LegKind kind, int status, Uri? location, Uri asked) => kind == LegKind.Download
        ? new ImageError
        {
            Status = StatusCodes.Status502BadGateway,
            Type = "provider_response_invalid",
            Code = "download_failed",
            Message = $"The provider made the image, but its address leads on to another (status {status}); redirects are not followed.",
        }
        : new ImageError
        {
            Status = StatusCodes.Status502BadGateway,
            Type = "server_error",
            Code = "redirected",
            Message = kind == LegKind.Submit
                ? $"the provider answers with a redirect ({status}){Where(location, asked)}: set the destination's Address to where the API is"
                : $"the provider answers a poll with a redirect ({status}){Where(location, asked)}; redirects are not followed",
        };

    // Without the query, which may hold a signature, and without the host where it is the destination's own.
    private static string Where(Uri? location, Uri asked)
    {
        if (location is null || !Uri.TryCreate(asked, location, out var target))
            return "";
        var origin = target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var isOwn = origin == asked.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return $" to {PrintableText.Of((isOwn ? "…" : origin) + target.AbsolutePath).Replace('?', '…')}";
    }
}
