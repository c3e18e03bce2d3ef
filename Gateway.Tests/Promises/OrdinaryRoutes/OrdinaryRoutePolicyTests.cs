using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>A request reaches the app, whatever policies its route names.</summary>
internal sealed class OrdinaryRoutePolicyTests
{
    [TestCase("AuthorizationPolicy", "anonymous")]
    [TestCase("AuthorizationPolicy", "disable")]
    [TestCase("CorsPolicy", "disable")]
    [TestCase("RateLimiterPolicy", "disable")]
    [TestCase("OutputCachePolicy", "disable")]
    [TestCase("TimeoutPolicy", "disable")]
    public async Task Get_PolicySwitchedOff_ReachesTheApp(string member, string policy)
    {
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync("app"));
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route[member] = policy));

        Assert.That(await gateway.Client.GetStringAsync("/"), Is.EqualTo("app"));
    }
}
