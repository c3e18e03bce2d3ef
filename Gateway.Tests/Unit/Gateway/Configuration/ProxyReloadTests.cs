using System.Net;
using System.Text;
using Iris.Gateway.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise, with YARP itself: routes, clusters and image settings change together, and a refused change changes nothing.</summary>
[TestFixture]
internal sealed class ProxyReloadTests
{
    [Test]
    public async Task Update_RunningGateway_ServesTheNewRoutesAndPublishesTheirSnapshot()
    {
        var first = await Load.Snapshot(Load.Good);
        var provider = new ProxyConfigurationProvider(first, NullLogger<ProxyConfigurationProvider>.Instance);
        await using var app = await Start(provider);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.That(await Get(client, "/v1/images/generations"), Is.EqualTo("images"));
        var route = Route(app, "providers/sandbox");

        var next = await Load.Snapshot("""
            { "ReverseProxy": { "Clusters": {
              "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } },
              "second": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } } } } }
            """);
        provider.Update(next);

        Assert.That(provider.Current, Is.SameAs(next));
        Assert.That(await Get(client, "/providers/second/v1/images/generations"), Is.EqualTo("providers/second"));
        Assert.That(await Get(client, "/v1/images/generations"), Is.EqualTo("NotFound"));
        Assert.That(Route(app, "providers/sandbox"), Is.SameAs(route), "an unchanged route keeps its state");
    }

    [Test]
    public async Task Update_YarpRefuses_KeepsRoutesAndSnapshot()
    {
        var first = await Load.Snapshot(Load.Good);
        var provider = new ProxyConfigurationProvider(first, NullLogger<ProxyConfigurationProvider>.Instance);
        await using var app = await Start(provider);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        // Cannot come from the loader, which asks the same validators; from a filter of the application's it could.
        provider.Update(first with { Routes = [new RouteConfig { RouteId = "broken", Match = new RouteMatch { Path = "/{" } }] });
        Assert.That(provider.Current, Is.SameAs(first));
        Assert.That(await Get(client, "/v1/images/generations"), Is.EqualTo("images"));

        var mended = await Load.Snapshot(Load.WithImages("""{ "Strict": true }"""));
        provider.Update(mended);
        Assert.That(provider.Current, Is.SameAs(mended));
    }

    [Test]
    public async Task Update_ConnectDeadline_ReachesTheClusterSoThatItsHandlerIsMadeAnew()
    {
        var provider = new ProxyConfigurationProvider(await Load.Snapshot(Load.Good), NullLogger<ProxyConfigurationProvider>.Instance);
        await using var app = await Start(provider);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        await Get(client, "/v1/images/generations");

        provider.Update(await Load.Snapshot(Load.WithImages("""{ "Deadlines": { "Connect": "00:00:01" } }""")));

        app.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("sandbox", out var cluster);
        Assert.That(cluster!.Model.Config.Metadata![ProxyClusters.ConnectMetadata], Is.EqualTo("00:00:01"));
    }

    [Test]
    public async Task LoadAsync_ManyTimes_GivesTheSameAnswer()
    {
        var loader = Load.Loader();
        var content = Encoding.UTF8.GetBytes(Load.Good);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => loader.LoadAsync(content, "/")));
        Assert.That(all.Select(l => l.Snapshot!.Routes.Count), Is.All.EqualTo(2));
    }

    private static RouteModel Route(WebApplication app, string id)
    {
        app.Services.GetRequiredService<IProxyStateLookup>().TryGetRoute(id, out var route);
        return route!;
    }

    private static async Task<string> Get(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(path, null);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : answer.StatusCode.ToString();
    }

    private static async Task<WebApplication> Start(ProxyConfigurationProvider provider)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddImageRouteConstraints();
        builder.Services.AddSingleton<IProxyConfigProvider>(provider);
        builder.Services.AddSingleton<IConfigChangeListener>(provider);
        builder.Services.AddSingleton<ILoadBalancingPolicy, Load.WeightedRandomStub>();
        builder.Services.AddReverseProxy();
        var app = builder.Build();
        app.MapReverseProxy(
            pipeline => pipeline.Run(context => context.Response.WriteAsync(context.Features.Get<IReverseProxyFeature>()!.Route.Config.RouteId)));
        await app.StartAsync();
        return app;
    }
}
