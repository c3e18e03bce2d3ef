using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Envelopes;

/// <summary>Shows the way to somebody on a path that does not exist.</summary>
internal static class Signpost
{
    private const int MostPaths = 4;

    /// <summary>The failure of an unknown path, with the paths that draw pictures.</summary>
    public static ImageError UnknownPath(ProxySnapshot snapshot, PathString path)
    {
        var known = PathsOf(snapshot);
        var way = snapshot.Images.Jobs is null && path.StartsWithSegments(JobOptions.Root)
            ? ". This gateway takes no jobs: it was started without Images.Jobs."
            : known.Count == 0 ? "" : $". Pictures are drawn at POST {string.Join(", ", known)}.";
        return ImageError.Invalid(
            $"Unknown path: {PrintableText.Of(path)}{way}",
            code: "unknown_path",
            status: StatusCodes.Status404NotFound);
    }

    /// <summary>Whether the request asks for the root, which no route has taken.</summary>
    public static bool IsRoot(HttpRequest request) =>
        request.Path == "/" && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    /// <summary>Answers the root with links; the response must not have started.</summary>
    public static async Task WriteRootAsync(HttpContext context, ProxySnapshot snapshot)
    {
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body))
        {
            var prefix = snapshot.Images.EndpointsPrefix;
            writer.WriteStartObject();
            writer.WriteString("service"u8, "iris");
            writer.WriteStartArray("images"u8);
            foreach (var path in PathsOf(snapshot))
                writer.WriteStringValue(path);
            writer.WriteEndArray();
            writer.WriteString("models"u8, prefix + "/v1/models");
            writer.WriteString("health"u8, prefix + "/health");
            if (snapshot.Images.MetricsPort is null)
                writer.WriteString("metrics"u8, prefix + "/metrics");
            writer.WriteEndObject();
        }
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    // Without those of single clusters, and those whose paths are patterns. The unified routes come first.
    private static IReadOnlyList<string> PathsOf(ProxySnapshot snapshot) =>
    [
        .. snapshot.Routes
            .Where(route => route.Metadata?.ContainsKey(RouteKinds.Ingress) == true)
            .OrderBy(route => route.Metadata![RouteKinds.Ingress] != "unified")
            .ThenBy(route => route.Match.Path?.Contains("/v1/", StringComparison.OrdinalIgnoreCase) != true)
            .Select(PathOf).OfType<string>().Distinct().Take(MostPaths),
    ];

    private static string? PathOf(RouteConfig route)
    {
        var path = route.Match.Path ?? "";
        var parameter = path.IndexOf('{', StringComparison.Ordinal);
        if (path.StartsWith("/providers/", StringComparison.OrdinalIgnoreCase))
            return null;
        return parameter < 0 ? path : path.AsSpan(parameter).StartsWith("{operation") ? path[..parameter] + "generations" : null;
    }
}
