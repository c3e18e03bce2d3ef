using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>
/// What fails behind a good answer is told: a warning for each attempt, each change of a breaker and of a destination's health, and not too many.
/// </summary>
internal sealed class FailureLineTests
{
    private const string Category = "Iris.Gateway.Telemetry.FailureTelemetry";

    private static IReadOnlyList<LogCapture.Entry> Warnings(GatewayHost gateway) =>
        [.. gateway.Logs.Entries.Where(entry => entry.Category == Category)];

    private static string[] Messages(GatewayHost gateway) => [.. Warnings(gateway).Select(entry => entry.Message)];

    [Test]
    public async Task Generate_WithAFallback_OneWarningTellsTheAttemptAndWhatComesNext()
    {
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["second"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync(
            Generations, """{"model":"sandbox/painter~status=503","prompt":"p","size":"32x32","fallbacks":["second/painter"]}""");
        var id = response.Headers.GetValues("x-request-id").Single();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var line = Warnings(gateway).Single();
        Assert.That(line.Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(line.Message, Does.Match(
            $"^attempt failed: provider sandbox, model painter~status=503, destination main, status 503, error [a-z_]+, after [0-9]+ ms, next: fallback 1, second/painter, id {id}$"));
        var values = line.Values.ToDictionary();
        Assert.Multiple(() =>
        {
            Assert.That(values["Provider"], Is.EqualTo("sandbox"));
            Assert.That(values["Destination"], Is.EqualTo("main"));
            Assert.That(values["Status"], Is.EqualTo(503));
            Assert.That(values["Next"], Is.EqualTo("fallback 1, second/painter"));
            Assert.That(values["RequestId"], Is.EqualTo(id));
        });
    }

    [Test]
    public async Task Generate_NothingIsLeft_EachAttemptHasItsWarning()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(), ["keyless"] = ProxyJson.Cluster("openai", "http://127.0.0.1:1/", "env:NOT_SET"), ["second"] = ProxyJson.Sandbox(),
        }));
        using var response = await gateway.PostAsync(
            Generations, """{"model":"keyless/gpt-image-2","prompt":"p","fallbacks":["sandbox/painter~status=500","second/painter~empty"]}""");
        await response.Content.ReadAsByteArrayAsync();
        await Answers.EventuallyAsync(() => Warnings(gateway).Count == 3, "three warnings");

        Assert.That(Warnings(gateway).Select(entry => entry.Values.ToDictionary()["Next"]), Is.EqualTo(new[]
        {
            "fallback 1, sandbox/painter~status=500", "fallback 2, second/painter~empty", "nothing, the client gets an error",
        }));
        Assert.That(Messages(gateway)[0], Does.StartWith("attempt failed: provider keyless, model gpt-image-2, status 400, error"), "no destination, no word of one");
    }

    [Test]
    public async Task Generate_AnotherDestinationServes_WarningSaysSo()
    {
        await using var refusing = RawProvider.Start(RawAnswer.Error(401));
        await using var sound = RawProvider.Start(RawAnswer.PictureAsync);
        var cluster = Cluster(("refusing", refusing.Address), ("sound", sound.Address));
        cluster["Destinations"]!["sound"]!["Metadata"]!["Weight"] = "0";
        await using var gateway = await StartAsync(new TestClock(), null, new JsonObject { ["openai"] = cluster });
        using var response = await gateway.PostAsync(Generations, Request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var values = Warnings(gateway).Single().Values.ToDictionary();
        Assert.That((values["Destination"], values["Status"], values["Next"]), Is.EqualTo(("refusing", 401, "another destination")));
    }

    [Test]
    public async Task Generate_Retried_WarningNamesTheRetryAndItsWait()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429, "c", "Retry-After: 0"), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(
            new TestClock(), JsonNode.Parse("""{ "Resilience": { "Retry": { "MaxRetries": 1, "Delay": "00:00:00" } } }""")!.AsObject(), ("openai", provider));
        using var response = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var values = Warnings(gateway).Single().Values.ToDictionary();
        Assert.That((values["Provider"], values["Destination"], values["Status"], values["Next"]), Is.EqualTo(("openai", "main", 429, "retry 1 in 0 s")));
    }

    [Test]
    public async Task Generate_ClientGone_IsNoFailureOfTheProvider()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync(new TestClock(), null, ("openai", provider));
        var socket = await gateway.PostRawAsync(Request);
        var connection = await provider.ArrivalAsync();
        socket.Dispose();
        await connection.Closed;
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(entry => entry.Id.Name == "ImageRequest"), "the access line");

        Assert.That(Messages(gateway), Is.Empty);
    }

    [Test]
    public async Task Breaker_OpensIsTriedAndCloses_EachChangeHasALine()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.Error(500), RawAnswer.Error(500), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, JsonNode.Parse("""
            { "Resilience": { "Retry": { "MaxRetries": 0 }, "Breaker": { "MinimumThroughput": 2, "BreakDuration": "00:00:20" } } }
            """)!.AsObject(), ("openai", provider));
        for (var i = 0; i < 2; i++)
            (await gateway.PostAsync(Generations, Request)).Dispose();
        clock.Advance(TimeSpan.FromSeconds(20));
        (await gateway.PostAsync(Generations, Request)).Dispose();

        Assert.That(Messages(gateway).Where(line => line.StartsWith("breaker", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "breaker of openai, destination main: open, no calls for 20 s",
            "breaker of openai, destination main: half open, one call is tried",
            "breaker of openai, destination main: closed again",
        }));
        Assert.That(Warnings(gateway).Select(entry => entry.Level), Is.All.EqualTo(LogLevel.Warning));
    }

    [Test]
    public async Task Failures_TooMany_AreCountedAndTheCountIsTold()
    {
        var clock = new TestClock();
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["second"] = ProxyJson.Sandbox() }), configure: clock.Install);
        for (var i = 0; i < LineBudget.Most + 5; i++)
            (await gateway.PostAsync(Generations, """{"model":"sandbox/painter~status=400","prompt":"p"}""")).Dispose();
        (await gateway.PostAsync(Generations, """{"model":"second/painter~status=400","prompt":"p"}""")).Dispose();

        await Answers.EventuallyAsync(() => Warnings(gateway).Count == LineBudget.Most + 1, "ten lines of one provider do not hide another's");
        Assert.That(gateway.Logs.Entries.Any(entry => entry.Id.Name == "LinesLeftOut"), Is.False);
        clock.Advance(LineBudget.Window);
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(entry => entry.Id.Name == "LinesLeftOut"), "the count");
        Assert.That(gateway.Logs.Entries.Single(entry => entry.Id.Name == "LinesLeftOut").Message,
            Is.EqualTo("failures that were not logged within 10 s, as there were too many: sandbox 5"));

        (await gateway.PostAsync(Generations, """{"model":"sandbox/painter~status=400","prompt":"p"}""")).Dispose();
        await Answers.EventuallyAsync(() => Warnings(gateway).Count == LineBudget.Most + 2, "a new window");
    }

    [Test]
    public async Task Health_ChecksFindADestinationDownAndUp_EachChangeHasALine()
    {
        var (clock, pause) = (new TestClock(), TimeSpan.FromSeconds(97));
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri("http://127.0.0.1:1/")), configure: clock.Install);
        Assert.That(gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("app", out var cluster));
        var destination = cluster!.Destinations["main"];
        var health = gateway.Services.GetRequiredService<IDestinationHealthUpdater>();
        health.SetActive(cluster, [new NewActiveDestinationHealth(destination, DestinationHealth.Unhealthy)]);
        health.SetActive(cluster, [new NewActiveDestinationHealth(destination, DestinationHealth.Unhealthy)]);
        health.SetActive(cluster, [new NewActiveDestinationHealth(destination, DestinationHealth.Healthy)]);
        health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, pause);
        await Answers.EventuallyAsync(() => Warnings(gateway).Count == 3, "the passive check's word");
        await clock.PassAsync(pause);
        await Answers.EventuallyAsync(() => Warnings(gateway).Count == 4, "the end of the passive check's pause");

        Assert.That(Messages(gateway), Is.EqualTo(new[]
        {
            "destination main of app is unhealthy: the active check fails",
            "destination main of app is healthy again",
            "destination main of app is unhealthy: its calls fail (passive check)",
            "destination main of app is healthy again",
        }));
    }
}
