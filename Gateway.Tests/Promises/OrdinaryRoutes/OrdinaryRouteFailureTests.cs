using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>The gateway's own failures on ordinary routes keep YARP's statuses and get the envelope.</summary>
internal sealed class OrdinaryRouteFailureTests
{
    [Test]
    public async Task Get_AppIsDown_Is502()
    {
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri($"http://127.0.0.1:{AppHost.FreePort()}/")));
        using var response = await gateway.Client.GetAsync("/page");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("provider_connection_failed"));
    }

    [Test]
    public async Task Head_AppIsDown_Is502WithoutABody()
    {
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri($"http://127.0.0.1:{AppHost.FreePort()}/")));
        var answer = await RawHttp.ExchangeAsync(gateway.Address, "HEAD /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 502 ").And.Contain("Content-Type: application/json").And.EndWith("\r\n\r\n"));
    }

    [Test]
    public async Task Get_NoDestination_Is503()
    {
        await using var gateway = await GatewayHost.StartAsync(
            AppHost.ProxyFile(new Uri("http://127.0.0.1/"), cluster: cluster => cluster["Destinations"] = new JsonObject()));
        using var response = await gateway.Client.GetAsync("/page");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("no_available_destination"));
    }

    [Test]
    public async Task Get_AppSilentBeyondTheActivityTimeout_Is504()
    {
        await using var app = await AppHost.StartAsync(SilentAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(
            app.Address, cluster: cluster => cluster["HttpRequest"] = new JsonObject { ["ActivityTimeout"] = "00:00:00.100" }));
        using var response = await gateway.Client.GetAsync("/page");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.GatewayTimeout);
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("request_timed_out"));
    }

    [Test]
    public async Task Get_AppSilentBeyondTheRoutesTimeout_Is504()
    {
        await using var app = await AppHost.StartAsync(SilentAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["Timeout"] = "00:00:00.100"));
        using var response = await gateway.Client.GetAsync("/page");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.GatewayTimeout);
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("request_timed_out"));
    }

    [Test]
    public async Task Get_AppBreaksOffBeforeItsBody_Is502AndAfterItTheConnectionBreaks()
    {
        await using var app = await AppHost.StartAsync(async context =>
        {
            if (context.Request.Path == "/later")
            {
                await context.Response.WriteAsync("beginning");
                await context.Response.Body.FlushAsync();
            }
            context.Abort();
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var response = await gateway.Client.GetAsync("/now");
        await response.EnvelopeAsync(HttpStatusCode.BadGateway);

        Assert.That(async () => await gateway.Client.GetStringAsync("/later"), Throws.InstanceOf<HttpRequestException>(), "a torn page must not pass for a whole one");
    }

    private static Task SilentAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
}
