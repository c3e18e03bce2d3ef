using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Resilience;

/// <summary>A destination has so many places and a queue; each place comes back, however its exchange ends.</summary>
internal sealed class ConcurrencyTests
{
    [Test]
    public async Task Generate_PlacesAndQueueAreTaken_IsDropped()
    {
        var draw = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await draw.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var gateway = await StartAsync(null, Places(1, 1), ("openai", provider));
        var running = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();
        // Which of the two gets the place in the queue is open; one does, the other is dropped.
        var others = new[] { gateway.PostAsync(Generations, Request), gateway.PostAsync(Generations, Request) };

        using var dropped = await (await Task.WhenAny(others).WaitAsync(Patience.Long));

        Assert.That(dropped.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var envelope = await dropped.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("request_dropped"));
            Assert.That((bool)envelope["is_bifrost_error"]!, Is.True);
            Assert.That(dropped.Header("Retry-After"), Is.EqualTo("1"));
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 503 request_dropped free" }));
            Assert.That(provider.Requests, Has.Count.EqualTo(1));
        });
        draw.SetResult();
        foreach (var call in others.Append(running))
            Assert.That((await call.WaitAsync(Patience.Long)).StatusCode,
                Is.EqualTo(dropped == await call ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
    }

    [Test]
    public async Task Generate_DestinationIsFull_AnotherServes()
    {
        await using var full = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var free = RawProvider.Start(RawAnswer.PictureAsync);
        var cluster = Cluster(("full", full.Address), ("free", free.Address));
        cluster["Destinations"]!["free"]!["Metadata"]!["Weight"] = "0";
        await using var gateway = await StartAsync(null, Places(1, 0), new JsonObject { ["openai"] = cluster });
        using var stop = new CancellationTokenSource();
        var running = gateway.PostAsync(Generations, Request, stop.Token);
        await full.ArrivalAsync();

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 503 request_dropped free", "openai 200 - billed" }));
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    private static IEnumerable<TestCaseData> Endings()
    {
        yield return Case("an answer", RawAnswer.PictureAsync);
        yield return Case("a failure", RawAnswer.Error(500));
        yield return Case("a picture missing", c => c.SendAsync(RawAnswer.Whole(200, "{}")));
        yield return Case("malformed", c => c.SendAsync(RawAnswer.Whole(200, "{{")));
        yield return Case("a reset", c => { c.Reset(); return Task.CompletedTask; });
        yield return Case("a break in the picture", async c =>
        {
            await c.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            c.Finish();
        });

        static TestCaseData Case(string name, Func<RawConnection, Task> script) => new TestCaseData(script).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Endings))]
    public async Task Generate_ExchangeHasEnded_ItsPlaceIsFree(Func<RawConnection, Task> script)
    {
        await using var provider = RawProvider.Start(script, script, RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, Places(1, 1), ("openai", provider));
        for (var i = 0; i < 2; i++)
        {
            try
            {
                using var response = await gateway.PostAsync(Generations, Request);
                await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Broken on purpose.
            }
        }

        // The answer's end may reach the client before the place is given back: then this call waits for it in the queue.
        using var last = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);
        Assert.That(last.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("")]
    [TestCase(RawAnswer.JsonInChunks + "9\r\n{\"data\":[\r\n")]
    [TestCase(RawAnswer.JsonInChunks + "17\r\n{\"data\":[{\"b64_json\":\"iVB\r\n")]
    public async Task Generate_ClientHasHungUp_ItsPlaceIsFree(string beginning)
    {
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await connection.SendAsync(beginning);
                await connection.HoldAsync();
            },
            RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, Places(1, 1), ("openai", provider));
        var socket = await gateway.PostRawAsync(Request);
        var connection = await provider.ArrivalAsync();
        socket.Dispose();
        await connection.Closed;

        using var response = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Generate_ClientHangsUpInTheQueue_LeavesIt()
    {
        var clock = new TestClock();
        var draw = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await draw.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var gateway = await StartAsync(clock, Places(1, 1), ("openai", provider));
        var running = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();
        var socket = await gateway.PostRawAsync(Request);
        // It stands in the queue when its deadline counts: the running call has armed one, for its leg.
        await clock.ArmedAsync(TimeSpan.FromMinutes(10), 2);

        socket.Dispose();

        Assert.That((await gateway.AccessLineAsync())["Status"], Is.EqualTo(499));
        var waiting = gateway.PostAsync(Generations, Request);
        draw.SetResult();
        using var response = await waiting.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await running).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Generate_TimeRunsOutInTheQueue_Is504AndNotBilled()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            await connection.HoldAsync();
        });
        var images = Deadlines(firstByte: "00:01:00");
        images["Resilience"] = Places(1, 1)["Resilience"]!.DeepClone();
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        // Has had its first byte, so that this deadline is behind it.
        using var running = await gateway.PostAsync(Generations, Request);
        var waiting = gateway.PostAsync(Generations, Request);

        // The running call's wait for its first byte, and the waiting one's for a place.
        await clock.PassAsync(TimeSpan.FromMinutes(1), 2);

        using var response = await waiting.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 504 request_timed_out free" }));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    private static JsonObject Places(int places, int queue) => new()
    {
        ["Resilience"] = new JsonObject
        {
            ["Concurrency"] = places,
            ["Queue"] = queue,
            ["Retry"] = new JsonObject { ["MaxRetries"] = 0 },
            ["Breaker"] = new JsonObject { ["Enabled"] = false },
        },
    };
}
