using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Resilience;

/// <summary>The promise: YARP's passive health checks see what image attempts meet at a destination, and blame it for nothing else.</summary>
internal sealed class PassiveHealthTests
{
    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Case("reset", connection => { connection.Reset(); return Task.CompletedTask; });
        yield return Case("no HTTP", connection => connection.SendAsync("SSH-2.0-server\r\n\r\n"));
        yield return Case("broken off inside a picture", async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            connection.Finish();
        });

        static TestCaseData Case(string name, Func<RawConnection, Task> script) => new TestCaseData(script).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Generate_DestinationIsAtFault_IsTakenOut(Func<RawConnection, Task> script)
    {
        await using var provider = RawProvider.Start(script);
        await using var gateway = await StartAsync(null, provider.Address);
        using (var client = await gateway.PostRawAsync(Request))
            await TakenOutAsync(gateway);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["type"], Is.EqualTo("no_eligible_keys"));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_DestinationIsSilent_IsTakenOut()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync(clock, provider.Address);
        var answering = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        using var first = await answering.WaitAsync(Patience.Long);
        await TakenOutAsync(gateway);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Test]
    public async Task Generate_NothingListens_IsTakenOut()
    {
        await using var provider = RawProvider.Refusing();
        await using var gateway = await StartAsync(null, provider.Address);
        using var first = await gateway.PostAsync(Generations, Request);
        await TakenOutAsync(gateway);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(404)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(503)]
    public async Task Generate_DestinationAnswers_Stays(int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, provider.Address);
        using var first = await gateway.PostAsync(Generations, Request);
        await JudgedHealthyAsync(gateway);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(((int)first.StatusCode, response.StatusCode), Is.EqualTo((status, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Generate_GatewayRefusesTheRequest_Stays()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, provider.Address, strict: true);
        using var first = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","style":"vivid"}""");
        await JudgedHealthyAsync(gateway);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That((first.StatusCode, response.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Generate_ClientHangsUp_Stays()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync, RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, provider.Address);
        var client = await gateway.PostRawAsync(Request);
        await provider.ArrivalAsync();
        client.Dispose();
        Assert.That((await gateway.AccessLineAsync())["Status"], Is.EqualTo(499));
        await JudgedHealthyAsync(gateway);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task TakenOutAsync(GatewayHost gateway)
    {
        await Patience.UntilAsync(() => Destination(gateway, out _).Health.Passive == DestinationHealth.Unhealthy, "not judged");
        await Patience.UntilAsync(() => Destination(gateway, out var available).Health.Passive == DestinationHealth.Unhealthy && available == 0, "not taken out");
    }

    private static async Task JudgedHealthyAsync(GatewayHost gateway)
    {
        await Patience.UntilAsync(() => Destination(gateway, out _).Health.Passive != DestinationHealth.Unknown, "not judged");
        Assert.That(Destination(gateway, out _).Health.Passive, Is.EqualTo(DestinationHealth.Healthy));
    }

    private static DestinationState Destination(GatewayHost gateway, out int available)
    {
        gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("openai", out var cluster);
        available = cluster!.DestinationsState.AvailableDestinations.Count;
        return cluster.DestinationsState.AllDestinations.Single();
    }

    private static Task<GatewayHost> StartAsync(TestClock? clock, string address, bool strict = false)
    {
        var cluster = ProxyJson.Cluster("openai", address);
        cluster["HealthCheck"] = new JsonObject
        {
            ["AvailableDestinationsPolicy"] = HealthCheckConstants.AvailableDestinations.HealthyAndUnknown,
            ["Passive"] = new JsonObject { ["Enabled"] = true, ["Policy"] = HealthCheckConstants.PassivePolicy.TransportFailureRate, ["ReactivationPeriod"] = "1.00:00:00" },
        };
        var images = Deadlines(firstByte: "00:01:00");
        images["Strict"] = strict;
        return TestGateway.StartAsync(clock, images, new JsonObject { ["openai"] = cluster }, builder =>
            builder.Services.Configure<TransportFailureRateHealthPolicyOptions>(options => options.MinimalTotalCountThreshold = 1));
    }
}
