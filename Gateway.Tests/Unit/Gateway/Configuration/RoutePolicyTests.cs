using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>A policy that would fail at every request is refused when the file is read; asking for none is always fine.</summary>
internal sealed class RoutePolicyTests
{
    [Test]
    public async Task Load_PolicyThatIsNotThere_SaysWhereAndWhatInstead(
        [Values("AuthorizationPolicy", "CorsPolicy", "RateLimiterPolicy", "OutputCachePolicy", "TimeoutPolicy")] string member,
        [Values("default", "Default", "mine")] string policy,
        [Values("app", "images")] string route)
    {
        var loaded = await Load.Json(File(member, policy, route));

        var error = loaded.Errors.Single();
        Assert.That(error.Path, Is.EqualTo($"ReverseProxy.Routes.{route}.{member}"));
        Assert.That(error.Line, Is.Not.Null);
        Assert.That(error.Message, Does.StartWith($"\"{policy}\" is not available: ").And.Match("remove it|write "));
    }

    [Test]
    public async Task Load_NoPolicyWanted_IsFine(
        [Values("AuthorizationPolicy", "CorsPolicy", "RateLimiterPolicy", "OutputCachePolicy", "TimeoutPolicy")] string member,
        [Values("disable", "Disable", "")] string policy,
        [Values("app", "images")] string route)
    {
        var snapshot = await Load.Snapshot(File(member, policy, route));

        var config = snapshot.Routes.Single(one => one.RouteId == route);
        Assert.That(
            new[] { config.AuthorizationPolicy, config.CorsPolicy, config.RateLimiterPolicy, config.OutputCachePolicy, config.TimeoutPolicy },
            Is.All.Null);
    }

    [Test]
    public async Task Load_AnyoneMayAsk_IsFine() => await Load.Snapshot(File("AuthorizationPolicy", "anonymous", "app"));

    private static string File(string member, string policy, string route)
    {
        var (app, images) = ($"\"{member}\": \"{policy}\",", "");
        if (route == "images")
            (app, images) = (images, app);
        return Load.WithRoutes($$"""
            "app": { {{app}} "ClusterId": "app", "Match": { "Path": "/{**rest}" } },
            "images": { {{images}} "Match": { "Path": "/v1/images/generations" }, "Metadata": { "ImageIngress": "unified" } }
            """);
    }
}
