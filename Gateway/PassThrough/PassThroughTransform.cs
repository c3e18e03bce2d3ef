using System.Text.RegularExpressions;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Iris.Gateway.PassThrough;

/// <summary>Adds two transforms to a pass-through route's own: one before them, one after them.</summary>
internal static partial class PassThroughTransform
{
    /// <summary>Adds both transforms.</summary>
    public static void Apply(TransformBuilderContext context)
    {
        // No X-Forwarded-* headers: a provider must not learn who the client is.
        context.UseDefaultForwarders ??= false;
        // A list of allowed headers is a transform that copies headers; the credentials are removed after it.
        var first = 0;
        for (var i = 0; i < context.RequestTransforms.Count; i++)
        {
            if (context.RequestTransforms[i] is RequestHeadersAllowedTransform)
                first = i + 1;
        }
        context.RequestTransforms.Insert(first, new CredentialHeaders());
        var schemes = context.Services.GetRequiredService<CredentialSchemes>();
        context.AddRequestTransform(transform => FinishAsync(transform, schemes));
    }

    private static ValueTask FinishAsync(RequestTransformContext context, CredentialSchemes schemes)
    {
        var http = context.HttpContext;
        if (http.Features.Get<PassThroughCall>() is not { } call
            || http.GetReverseProxyFeature().ProxiedDestination is not { } chosen
            || !call.Cluster.Destinations.TryGetValue(chosen.DestinationId, out var destination))
        {
            return default;
        }
        call.Destination = destination;
        context.ProxyRequest.Options.Set(PassThroughCall.Key, call);
        if (schemes.SignBody(call.Provider, destination))
            LimitBody(http, call.Cluster.HeldBytes);

        var prefix = WithoutDoubledVersion(context.DestinationPrefix, context.Path);
        EncodedSlashes.Keep(context, prefix);
        if (context.ProxyRequest.RequestUri is null && prefix != context.DestinationPrefix)
            context.ProxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(prefix, context.Path, context.Query.QueryString);
        return default;
    }

    // A signature covers the body's hash, so the body is buffered. The server refuses a longer body with 413.
    private static void LimitBody(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && !(limit.MaxRequestBodySize <= bytes))
            limit.MaxRequestBodySize = bytes;
    }

    /// <summary>
    /// An address names an API version, and so do most clients' paths; the client's version counts. <c>https://api.openai.com/v1/</c> and
    /// <c>/v1/chat/completions</c> do not become <c>/v1/v1/…</c>.
    /// </summary>
    internal static string WithoutDoubledVersion(string prefix, PathString path) =>
        path.Value is { } text && PathVersion().IsMatch(text) && PrefixVersion().Match(prefix) is { Success: true } version
            ? prefix[..version.Index]
            : prefix;

    [GeneratedRegex(@"^/v[0-9]+[a-z0-9]*(/|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PathVersion();

    [GeneratedRegex(@"/v[0-9]+[a-z0-9]*/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PrefixVersion();
}
