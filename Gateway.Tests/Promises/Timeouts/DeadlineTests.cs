using System.Net;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Timeouts;

/// <summary>Each deadline ends the provider's call: 504 before the first byte, an error event or a broken connection after.</summary>
// A client that stalls is known by nothing moving for a while, as nothing does where others take the cores.
[NonParallelizable]
internal sealed class DeadlineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string Beginning = """{"created":1,"data":[{"b64_json":"iVBORw0KGgo""" + new string('A', 100_000);

    [TestCase(Request, "00:01:00", null, null, "FirstByte")]
    [TestCase(StreamRequest, "00:01:00", null, null, "FirstByte")]
    [TestCase(Request, null, null, "00:01:00", "Total")]
    [TestCase(Request, "00:01:00", null, "00:01:00", "Total")]
    public async Task Generate_ProviderSendsNothing_Is504(string request, string? firstByte, string? silence, string? total, string named)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        var images = Deadlines(firstByte, silence, total);
        images["Heartbeat"] = "01:00:00";
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        var answering = gateway.PostAsync(Generations, request);
        var connection = await provider.ArrivalAsync();

        clock.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.That(connection.Closed.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        await AssertTimedOutAsync(answering, named);
        await connection.Closed;
    }

    [TestCase("HTTP/1.1 200 OK\r\n", TestName = "Generate_SilentWithinTheHead_Is504")]
    [TestCase(RawAnswer.JsonInChunks, TestName = "Generate_SilentBehindTheHead_Is504OfFirstByte")]
    public async Task Generate_SilentAfterItsBeginning_Is504(string beginning)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(beginning);
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(clock, Deadlines(firstByte: "00:01:00", silence: "00:00:01"), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();

        clock.Advance(Minute);

        await AssertTimedOutAsync(answering, "FirstByte");
    }

    [Test]
    public async Task Generate_SilentBeforeThePicture_Is504OfSilence()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"created":"""));
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(clock, Deadlines(silence: "00:01:00"), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);

        await clock.PassAsync(Minute);

        await AssertTimedOutAsync(answering, "Silence");
    }

    [Test]
    public async Task Generate_SilentWithinAnErrorsBody_KeepsItsStatus()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 429 Busy\r\nContent-Length: 900\r\n\r\n{\"error\"");
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(clock, Deadlines(silence: "00:01:00"), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);

        await clock.PassAsync(Minute);

        using var response = await answering;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Generate_SilentWithinThePicture_BreaksTheConnection()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk(Beginning));
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(clock, Deadlines(silence: "00:01:00"), ("openai", provider));
        using var response = await gateway.PostAsync(Generations, Request);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[90_000]);

        await clock.PassAsync(Minute);

        Assert.That(async () => await body.CopyToAsync(Stream.Null).WaitAsync(Patience.Long), Throws.InstanceOf<IOException>());
        await (await provider.ArrivalAsync()).Closed;
        Assert.That((await gateway.AccessLineAsync())["ErrorType"], Is.EqualTo("request_timed_out"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Stream_SilentAfterAnEvent_EndsWithAnErrorEvent(bool betweenEvents)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(
                RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial + (betweenEvents ? "" : RawAnswer.Completed[..150])));
            await connection.HoldAsync();
        });
        var images = Deadlines(silence: "00:01:00");
        images["Heartbeat"] = "01:00:00";
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, StreamRequest);

        await clock.PassAsync(Minute);

        var events = await ServerSentEvents.ReadAllAsync(response).WaitAsync(Patience.Long);
        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "error" }));
        Assert.That((int)events[^1].Json["status_code"]!, Is.EqualTo(504));
        Assert.That((string?)events[^1].Json["error"]!["type"], Is.EqualTo("request_timed_out"));
    }

    [Test]
    public async Task Stream_TotalRunsOutBetweenEvents_EndsWithAnErrorEvent()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial));
            await connection.HoldAsync();
        });
        var images = Deadlines(total: "00:10:00");
        images["Heartbeat"] = "01:00:00";
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, StreamRequest);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[10]);

        clock.Advance(TimeSpan.FromMinutes(10));

        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadToEndAsync().WaitAsync(Patience.Long), Does.Contain("event: error").And.Contain("Images.Deadlines.Total"));
    }

    [Test]
    public async Task Generate_ClientReadsSlowly_IsNotTakenForASilentProvider()
    {
        var clock = new TestClock();
        // More than all buffers between the two hold; the answer's first piece comes with its head.
        var picture = new string('A', 24 << 20);
        await using var provider = RawProvider.Start(connection =>
            connection.SendAsync(RawAnswer.Whole(200, $$$"""{"data":[{"b64_json":"{{{picture}}}"}]}""")));
        await using var gateway = await StartAsync(
            clock,
            Deadlines(firstByte: "00:01:00", silence: "00:01:00"),
            new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) },
            SlowClients.Allow);
        using var socket = await gateway.PostRawAsync(Request, receiveBuffer: 16 * 1024);
        var connection = await provider.ArrivalAsync();
        await SlowClients.StalledAsync(connection);

        clock.Advance(TimeSpan.FromMinutes(5));

        var reading = SlowClients.CountAsync(socket, picture.Length);
        Assert.That(await reading, Is.GreaterThanOrEqualTo(picture.Length));
    }

    private static async Task AssertTimedOutAsync(Task<HttpResponseMessage> answering, string named)
    {
        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        var envelope = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("request_timed_out"));
            Assert.That((string?)envelope["error"]!["message"], Does.Contain("Images.Deadlines." + named + ")"));
            Assert.That((bool)envelope["is_bifrost_error"]!, Is.True);
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 504 request_timed_out billed" }));
        });
    }
}
