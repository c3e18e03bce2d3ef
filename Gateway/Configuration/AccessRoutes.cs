using Iris.Gateway.Model;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>Checks what routes say of keys: an ordinary route may ask for one, all that can spend ask anyway.</summary>
internal static class AccessRoutes
{
    private const string Key = "key";

    /// <summary>Checks the file's routes.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="imageClusters">The ids of the clusters with an <c>ImageApi</c>.</param>
    /// <param name="hasAccess">Whether there is an <c>Images.Access</c>.</param>
    /// <param name="errors">Receives the errors.</param>
    public static void Check(IEnumerable<RouteConfig> routes, IReadOnlyCollection<string> imageClusters, bool hasAccess, ConfigurationErrors errors)
    {
        foreach (var route in routes)
        {
            if (route.Metadata?.FirstOrDefault(
                entry => entry.Key.Equals(ImageRoutes.AccessMetadata, StringComparison.OrdinalIgnoreCase)) is not { Key: { } name } entry)
                continue;
            var at = ConfigurationPath.Combine("ReverseProxy", "Routes", route.RouteId, "Metadata", name);
            if (route.Metadata!.ContainsKey(RouteKinds.Ingress) || imageClusters.Contains(route.ClusterId ?? "", StringComparer.OrdinalIgnoreCase))
                errors.Add(at, "has no effect here: a route that can spend asks for a key as soon as Images.Access has one; remove it");
            else if (!Key.Equals(entry.Value, StringComparison.OrdinalIgnoreCase))
                errors.Add(at, Choice.Refusal(entry.Value ?? "", [Key]));
            else if (!hasAccess)
                errors.Add(at, "asks for a key, and there is none: add one to Images.Access.Keys");
        }
    }
}
