using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Startup;

/// <summary>Promise: no keys are made at the start, and they can still be made.</summary>
internal sealed class LazyKeysTests
{
    [Test]
    public void MakeKeysOnDemand_Proxy_TakesOutWhatMakesThemReady()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddReverseProxy();
        var before = services.Count(service => service.ServiceType == typeof(IHostedService));

        Assert.That(services.MakeKeysOnDemand(), "the framework's service is there under its name");

        Assert.That(services.Count(service => service.ServiceType == typeof(IHostedService)), Is.EqualTo(before - 1));
        Assert.That(services.MakeKeysOnDemand(), Is.False);
    }

    [Test]
    public async Task Affinity_ByProtectedCookie_IsKept()
    {
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync("hello"));
        var file = AppHost.ProxyFile(app.Address, cluster: cluster => cluster["SessionAffinity"] = new JsonObject
        {
            ["Enabled"] = true,
            ["Policy"] = "Cookie",
            ["FailurePolicy"] = "Return503Error",
            ["AffinityKeyName"] = "there",
        });
        await using var gateway = await GatewayHost.StartAsync(
            file, configure: builder => builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider());

        using var forged = new HttpRequestMessage(HttpMethod.Get, "/page") { Headers = { { "Cookie", "there=forged" } } };
        using var refused = await gateway.Client.SendAsync(forged);
        using var first = await gateway.Client.GetAsync("/page");
        var cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var again = new HttpRequestMessage(HttpMethod.Get, "/page") { Headers = { { "Cookie", cookie } } };
        using var second = await gateway.Client.SendAsync(again);

        Assert.That((int)refused.StatusCode, Is.EqualTo(503));
        Assert.That(cookie, Does.StartWith("there="));
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo("hello"));
    }
}
