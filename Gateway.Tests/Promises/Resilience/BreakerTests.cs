using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Resilience;

/// <summary>A destination that keeps failing is left alone for a while, and that state outlives an edit of the file.</summary>
internal sealed class BreakerTests
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Generate_ProviderKeepsFailing_Is503WithoutACall()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(new TestClock(), Breaking, ("openai", provider));
        await OpenAsync(gateway, HttpStatusCode.InternalServerError);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var envelope = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("provider_unavailable"));
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("circuit_open"));
            Assert.That(response.Header("Retry-After"), Is.EqualTo("30"));
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 503 provider_unavailable free" }));
            Assert.That(provider.Requests, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task Generate_BreakIsOver_TriesOnceAndClosesAgain()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.Error(500), RawAnswer.Error(500), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Breaking, ("openai", provider));
        await OpenAsync(gateway, HttpStatusCode.InternalServerError);

        clock.Advance(Break - TimeSpan.FromMilliseconds(1));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Generate_TrialFails_OpensAgain()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(clock, Breaking, ("openai", provider));
        await OpenAsync(gateway, HttpStatusCode.InternalServerError);

        clock.Advance(Break);

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(provider.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Generate_CallFromBeforeTheBreakFailsAfterIt_IsNoTrial()
    {
        var clock = new TestClock();
        var late = new TaskCompletionSource();
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await late.Task;
                await RawAnswer.Error(500)(connection);
            },
            RawAnswer.Error(500), RawAnswer.Error(500), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Breaking, ("openai", provider));
        var early = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();
        await OpenAsync(gateway, HttpStatusCode.InternalServerError);
        clock.Advance(Break);

        late.SetResult();
        using var response = await early.WaitAsync(Patience.Long);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK), "the trial is still to be had");
    }

    [Test]
    public async Task Generate_FileIsEditedMeanwhile_StaysOpen()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        var clock = new TestClock();
        await using var gateway = await StartAsync(clock, Breaking, ("openai", provider));
        await OpenAsync(gateway, HttpStatusCode.InternalServerError);

        // Another connect deadline makes YARP's client, and so all handlers, anew.
        var file = JsonNode.Parse(await File.ReadAllTextAsync(gateway.ConfigPath))!;
        file["Images"]!["Deadlines"] = new JsonObject { ["Connect"] = "00:00:04" };
        file["Images"]!["Models"] = new JsonObject { ["edited"] = new JsonObject { ["Target"] = "openai/gpt-image-2" } };
        await File.WriteAllTextAsync(gateway.ConfigPath, file.ToJsonString());
        await ReloadedAsync(gateway, clock);

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(429)]
    public async Task Generate_ProviderRefusesRequests_DoesNotOpen(int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status));
        await using var gateway = await StartAsync(new TestClock(), Breaking, ("openai", provider));

        for (var i = 0; i < 4; i++)
            Assert.That((int)await StatusAsync(gateway), Is.EqualTo(status));
    }

    [Test]
    public async Task Generate_ConnectionsAreRefused_Opens()
    {
        await using var provider = RawProvider.Refusing();
        await using var gateway = await StartAsync(new TestClock(), Breaking, ("openai", provider));

        await OpenAsync(gateway, HttpStatusCode.BadGateway);

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Generate_ProviderIsSilent_Opens()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        var images = Breaking;
        images["Deadlines"] = new JsonObject { ["FirstByte"] = "00:00:05" };
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        for (var i = 0; i < 2; i++)
        {
            var answering = gateway.PostAsync(Generations, Request);
            await provider.ArrivalAsync();
            clock.Advance(TimeSpan.FromSeconds(5));
            using var response = await answering.WaitAsync(Patience.Long);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        }

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Generate_ClientsHangUp_DoesNotOpen()
    {
        await using var provider = RawProvider.Start(
            RawAnswer.SilenceAsync, RawAnswer.SilenceAsync, RawAnswer.SilenceAsync, RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Breaking, ("openai", provider));
        for (var i = 0; i < 3; i++)
        {
            var socket = await gateway.PostRawAsync(Request);
            var connection = await provider.ArrivalAsync();
            socket.Dispose();
            await connection.Closed;
        }

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Generate_OneDestinationIsOpen_TheOtherServes()
    {
        await using var failing = RawProvider.Start(RawAnswer.Error(500));
        await using var sound = RawProvider.Start(RawAnswer.PictureAsync);
        var cluster = Cluster(("failing", failing.Address), ("sound", sound.Address));
        cluster["Destinations"]!["sound"]!["Metadata"]!["Weight"] = "0";
        await using var gateway = await StartAsync(new TestClock(), Breaking, new JsonObject { ["openai"] = cluster });
        await OpenAsync(gateway, HttpStatusCode.InternalServerError);

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(sound.Requests, Has.Count.EqualTo(1));
    }

    private static JsonObject Breaking => new()
    {
        ["Resilience"] = new JsonObject
        {
            ["Retry"] = new JsonObject { ["MaxRetries"] = 0 },
            ["Breaker"] = new JsonObject { ["FailureRatio"] = 0.5, ["MinimumThroughput"] = 2, ["SamplingDuration"] = "00:01:00", ["BreakDuration"] = Break.ToString() },
        },
    };

    private static async Task OpenAsync(GatewayHost gateway, HttpStatusCode status)
    {
        for (var i = 0; i < 2; i++)
            Assert.That(await StatusAsync(gateway), Is.EqualTo(status));
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayHost gateway)
    {
        using var response = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);
        return response.StatusCode;
    }

    // The reloader looks once a second of the gateway's time; the break is long enough for some looks.
    private static async Task ReloadedAsync(GatewayHost gateway, TestClock clock)
    {
        var configuration = gateway.Services.GetRequiredService<ProxyConfigurationProvider>();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Patience.UntilAsync(() => configuration.Current.Images.Models.ContainsKey("edited"), "the edit was not applied");
    }
}
