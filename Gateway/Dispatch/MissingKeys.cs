using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// Says which environment variables a provider without a key lacks. Only a caller on the gateway's own machine is told: names of variables say how
/// an installation is built.
/// </summary>
internal static class MissingKeys
{
    // What proxies add: behind one on the same machine every client comes from the loopback address.
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    /// <summary>The error, with the names behind the contract's words where the caller may know them.</summary>
    public static ImageError Explain(ImageError error, ImageCluster cluster, HttpContext context)
    {
        if (error.Code != "no_keys" || cluster.IsUsable || !IsLocal(context))
            return error;
        var names = cluster.Destinations.Values.SelectMany(destination => destination.MissingVariables).Distinct().Order(StringComparer.Ordinal)
            .ToArray();
        return names.Length == 0 ? error : error with { Message = $"{error.Message}: {string.Join(", ", names)} {(names.Length == 1 ? "is" : "are")} not set" };
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address)
        && !Array.Exists(Forwarding, context.Request.Headers.ContainsKey);
}
