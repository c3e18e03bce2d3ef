using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>The gateway's own failures on ordinary routes keep YARP's statuses, name nothing of the gateway's, and are a line in the log.</summary>
internal sealed class OrdinaryRouteFailureTests
{
    [Test]
    public async Task Get_AppIsDown_Is502()
    {
        await using var down = RawProvider.Refusing();
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri(down.Address)));
        using var response = await gateway.Client.GetAsync("/page");

        await response.PlainAsync(HttpStatusCode.BadGateway);
        var line = OnlyWarning(gateway);
        Assert.That(line.Message, Does.StartWith("route app, destination main: Request: Connection refused (127.0.0.1:").And.EndsWith($", id {response.Headers.GetValues("x-request-id").Single()}"));
    }

    [Test]
    public async Task Get_ManyWhileAppsAreDown_LinesAreBoundedPerRouteAndTheRestIsCounted()
    {
        await using var down = RawProvider.Refusing();
        var file = ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["app"] = AppHost.Cluster(new Uri(down.Address)) },
            routes: new JsonObject { ["app"] = AppHost.Route("/app/{**rest}"), ["second"] = AppHost.Route("/second/{**rest}") });
        var clock = new TestClock();
        await using var gateway = await GatewayHost.StartAsync(file, configure: clock.Install);
        for (var i = 0; i < LineBudget.Most + 7; i++)
            await (await gateway.Client.GetAsync($"/app/{i}")).PlainAsync(HttpStatusCode.BadGateway);
        await (await gateway.Client.GetAsync("/second/0")).PlainAsync(HttpStatusCode.BadGateway);

        await Answers.EventuallyAsync(() => Lines(gateway, "ForwardingFailed").Length == LineBudget.Most + 1, "a route's lines do not hide another's");
        clock.Advance(LineBudget.Window);
        await Answers.EventuallyAsync(() => Lines(gateway, "LinesLeftOut").Length == 1, "the count");

        Assert.That(Lines(gateway, "LinesLeftOut").Single(), Is.EqualTo("failures that were not logged within 10 s, as there were too many: route app 7"));
        Assert.That(gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Warning), Has.Exactly(LineBudget.Most + 2).Items, "nothing else tells them");
    }

    [Test]
    public async Task Post_ProvidersOwnApiIsDown_KeepsTheEnvelope()
    {
        await using var down = RawProvider.Refusing();
        var file = ProxyJson.Create(
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", down.Address) },
            routes: new JsonObject { ["chat"] = new JsonObject { ["ClusterId"] = "openai", ["Match"] = new JsonObject { ["Path"] = "/chat" } } });
        await using var gateway = await GatewayHost.StartAsync(file);
        using var response = await gateway.PostAsync("/chat", "{}");

        await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That(OnlyWarning(gateway).Message, Does.StartWith("route chat, destination main: Request: Connection refused"));
    }

    [Test]
    public async Task Get_ImagesBesideAnAppThatIsDown_KeepTheEnvelope()
    {
        await using var down = RawProvider.Refusing();
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri(down.Address)));
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"sandbox/painter~status=503","prompt":"p"}""");

        await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Test]
    public async Task Head_AppIsDown_Is502WithoutABody()
    {
        await using var down = RawProvider.Refusing();
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri(down.Address)));
        var answer = await RawHttp.ExchangeAsync(gateway.Address, "HEAD /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 502 ").And.Contain("Content-Type: text/plain; charset=utf-8").And.EndWith("\r\n\r\n"));
    }

    [Test]
    public async Task Get_NoDestination_Is503()
    {
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(
            new Uri("http://127.0.0.1/"),
            cluster: cluster => cluster["HealthCheck"] = new JsonObject
            {
                ["Passive"] = new JsonObject { ["Enabled"] = true },
                ["AvailableDestinationsPolicy"] = "HealthyAndUnknown",
            }));
        Assert.That(gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("app", out var state));
        foreach (var destination in state!.Destinations.Values)
            destination.Health.Passive = DestinationHealth.Unhealthy;
        gateway.Services.GetRequiredService<IClusterDestinationsUpdater>().UpdateAvailableDestinations(state);
        using var response = await gateway.Client.GetAsync("/page");

        await response.PlainAsync(HttpStatusCode.ServiceUnavailable);
        // The destination's health has a line of its own.
        await Answers.EventuallyAsync(
            () => gateway.Logs.Entries.Count(entry => entry.Message.StartsWith("route app: no destination is available, id ", StringComparison.Ordinal)) == 1, "one line");
    }

    [Test]
    public async Task Get_AppSilentBeyondTheActivityTimeout_Is504()
    {
        await using var app = await AppHost.StartAsync(SilentAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(
            app.Address, cluster: cluster => cluster["HttpRequest"] = new JsonObject { ["ActivityTimeout"] = "00:00:00.100" }));
        using var response = await gateway.Client.GetAsync("/page");

        await response.PlainAsync(HttpStatusCode.GatewayTimeout);
        Assert.That(OnlyWarning(gateway).Message, Does.StartWith("route app, destination main: RequestTimedOut: it took too long"));
    }

    [Test]
    public async Task Get_AppSilentBeyondTheRoutesTimeout_Is504()
    {
        await using var app = await AppHost.StartAsync(SilentAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["Timeout"] = "00:00:00.100"));
        using var response = await gateway.Client.GetAsync("/page");

        await response.PlainAsync(HttpStatusCode.GatewayTimeout);
        Assert.That(OnlyWarning(gateway).Message, Does.StartWith("route app, destination main: RequestCanceled: the route's Timeout has passed"));
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
        await response.PlainAsync(HttpStatusCode.BadGateway);

        Assert.That(async () => await gateway.Client.GetStringAsync("/later"), Throws.InstanceOf<HttpRequestException>(), "a torn page must not pass for a whole one");
    }

    [Test]
    public async Task Get_ClientLeaves_IsNoWarning()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppHost.StartAsync(context =>
        {
            arrived.SetResult();
            return SilentAsync(context);
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var gone = new CancellationTokenSource();
        var call = gateway.Client.GetAsync("/page", gone.Token);
        await arrived.Task.WaitAsync(Patience.Long);
        await gone.CancelAsync();

        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(entry => entry.Message.StartsWith("GET /page 499", StringComparison.Ordinal)), "the access line");
        Assert.That(gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Warning), Is.Empty);
    }

    private static LogCapture.Entry OnlyWarning(GatewayHost gateway)
    {
        // Written before the answer's end is sent, or just after.
        Assert.That(() => gateway.Logs.Entries.Count(entry => entry.Level >= LogLevel.Warning), Is.EqualTo(1).After(10_000, 5));
        var line = gateway.Logs.Entries.Single(entry => entry.Level >= LogLevel.Warning);
        Assert.That((line.Level, line.Exception, line.Message.Contains('\n', StringComparison.Ordinal)),
            Is.EqualTo((LogLevel.Warning, (Exception?)null, false)));
        return line;
    }

    private static Task SilentAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static string[] Lines(GatewayHost gateway, string name) =>
        [.. gateway.Logs.Entries.Where(entry => entry.Id.Name == name).Select(entry => entry.Message)];
}
