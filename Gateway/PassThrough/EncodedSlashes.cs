using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Iris.Gateway.PassThrough;

/// <summary>
/// Keeps an encoded slash encoded once on its way to an app. The server leaves <c>%2F</c> when it decodes a path, and YARP encodes the percent sign
/// again, so that <c>/projects/a%2Fb</c> would reach the app as <c>a%252Fb</c>.
/// </summary>
internal static class EncodedSlashes
{
    /// <summary>The last transform of an ordinary route.</summary>
    public static ValueTask KeepAsync(RequestTransformContext context)
    {
        Keep(context, context.DestinationPrefix);
        return default;
    }

    /// <summary>Sets the whole URI when the path holds an encoded slash.</summary>
    /// <param name="context">The transform's context.</param>
    /// <param name="prefix">The destination's address.</param>
    public static void Keep(RequestTransformContext context, string prefix)
    {
        if (context.ProxyRequest.RequestUri is null
            && context.Path.Value is { } path && path.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            && !IsEncodedTwice(context.HttpContext))
        {
            var uri = RequestUtilities.MakeDestinationAddress(prefix, context.Path, default).OriginalString;
            uri = uri.Replace("%252F", "%2F", StringComparison.Ordinal).Replace("%252f", "%2f", StringComparison.Ordinal);
            context.ProxyRequest.RequestUri = new Uri(uri + context.Query.QueryString.ToUriComponent());
        }
    }

    // %252F and %2F look the same once decoded; only the request line distinguishes them.
    private static bool IsEncodedTwice(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget.Contains("%252F", StringComparison.OrdinalIgnoreCase) != false;
}
