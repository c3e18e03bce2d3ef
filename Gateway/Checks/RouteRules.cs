using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Checks;

/// <summary>Warns of routes that never match, because another one with a lower order takes every request of theirs.</summary>
internal static class RouteRules
{
    /// <summary>Checks every route, and the gateway's own endpoints.</summary>
    public static void Check(ProxySnapshot snapshot, Findings findings)
    {
        // Only a route without other conditions takes all that fit its path.
        var wide = snapshot.Routes.Where(route => route.Match is { Hosts: null or [], Headers: null or [], QueryParameters: null or [] })
            .Select(route => (Route: route, Pattern: Parse(route.Match.Path))).Where(one => one.Pattern is not null).ToArray();
        foreach (var route in snapshot.Routes)
        {
            if (Parse(route.Match.Path) is not { } pattern)
                continue;
            var taker = wide.FirstOrDefault(
                other => OrderOf(other.Route) < OrderOf(route) && TakesMethods(other.Route, route.Match.Methods) && Covers(other.Pattern!, pattern)).Route;
            if (taker is not null)
                Warn(route, taker, findings);
        }
        foreach (var swallowed in OwnEndpoints(snapshot.Images).Select(path => (Path: path, Pattern: RoutePatternFactory.Parse(path)))
            .Select(own => (own.Path, Taker: wide.FirstOrDefault(
                other => OrderOf(other.Route) < 0 && TakesMethods(other.Route, ["GET"]) && Covers(other.Pattern!, own.Pattern)).Route))
            .Where(own => own.Taker is not null).GroupBy(own => own.Taker))
        {
            findings.Warn(
                At(swallowed.Key, "Order"),
                $"its order {OrderOf(swallowed.Key)} comes before the gateway's own {string.Join(", ", swallowed.Select(own => own.Path))}, which it swallows",
                "give it an order of 1 or more");
        }
    }

    /// <summary>The paths of the gateway's own endpoints; of those of a kind the first one.</summary>
    public static IEnumerable<string> OwnEndpoints(ImagesOptions images)
    {
        string[] paths =
        [
            "/health", "/v1/models", "/openai/v1/models", "/openapi.json", "/api/governance/virtual-keys/quota",
            .. images.MetricsPort is null ? (string[])["/metrics"] : [],
            .. images.Store is null ? (string[])[] : ["/v1/images/files/{id}", "/openai/v1/images/files/{id}"],
            .. images.Admin is { Port: null } ? (string[])["/api/config", "/api/logs", "/api/providers", "/api/docs", "/api/openapi.json"] : [],
        ];
        return paths.Select(path => images.EndpointsPrefix + path);
    }

    private static void Warn(RouteConfig route, RouteConfig taker, Findings findings)
    {
        var isImage = RouteKinds.Of(route, null) == RouteKind.Image;
        // A derived route stands in no file.
        var isDerived = route.RouteId.StartsWith(ImageRoutes.DerivedPrefix, StringComparison.Ordinal);
        findings.Warn(
            At(isDerived ? taker : route), isDerived
                ? $"its order {OrderOf(taker)} swallows the route {route.Match.Path} that every image cluster has, and with it all image calls to that cluster"
                : $"never matches: route \"{taker.RouteId}\" ({taker.Match.Path}) has the order {OrderOf(taker)}, comes first and takes every request of "
                    + $"this {(isImage ? "image " : "")}route ({route.Match.Path}, order {OrderOf(route)})",
            $"give route \"{taker.RouteId}\" an order above {OrderOf(route)}{(isImage || isDerived ? ", for instance 1000" : "")}");
    }

    private static string At(RouteConfig route, string? member = null)
    {
        var path = ConfigurationPath.Combine("ReverseProxy", "Routes", route.RouteId);
        return member is null ? path : ConfigurationPath.Combine(path, member);
    }

    private static int OrderOf(RouteConfig route) => route.Order ?? 0;

    private static bool TakesMethods(RouteConfig taker, IReadOnlyList<string>? methods) =>
        taker.Match.Methods is null or []
        || (methods is { Count: > 0 } && methods.All(method => taker.Match.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)));

    private static RoutePattern? Parse(string? path)
    {
        try
        {
            return string.IsNullOrEmpty(path) ? null : RoutePatternFactory.Parse(path);
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    // Whether every path that fits one pattern fits the other, as far as the patterns themselves tell.
    private static bool Covers(RoutePattern wide, RoutePattern narrow)
    {
        for (var i = 0; i < wide.PathSegments.Count; i++)
        {
            if (wide.PathSegments[i].Parts is [RoutePatternParameterPart { IsCatchAll: true, ParameterPolicies.Count: 0 }])
                return true;
            if (i >= narrow.PathSegments.Count || !Covers(wide.PathSegments[i], narrow.PathSegments[i]))
                return false;
        }
        return wide.PathSegments.Count == narrow.PathSegments.Count;
    }

    private static bool Covers(RoutePatternPathSegment wide, RoutePatternPathSegment narrow) => (wide.Parts, narrow.Parts) switch
    {
        ([RoutePatternLiteralPart own], [RoutePatternLiteralPart other]) => own.Content.Equals(other.Content, StringComparison.OrdinalIgnoreCase),
        ([RoutePatternParameterPart { ParameterPolicies.Count: 0 }], [RoutePatternLiteralPart]) => true,
        ([RoutePatternParameterPart own], [RoutePatternParameterPart other]) =>
            own.IsCatchAll == other.IsCatchAll && !other.IsOptional && (own.ParameterPolicies.Count == 0 || PoliciesOf(own) == PoliciesOf(other)),
        _ => false,
    };

    private static string PoliciesOf(RoutePatternParameterPart part) => string.Join(':', part.ParameterPolicies.Select(policy => policy.Content));
}
