using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>A silent provider does not make a silent stream; and a heartbeat decides nothing.</summary>
internal sealed class HeartbeatTests
{
    private const string WithFallback = """{"model":"openai/gpt-image-2","prompt":"a fox","stream":true,"fallbacks":["second/gpt-image-2"]}""";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly JsonObject Images = new() { ["Heartbeat"] = "00:00:15" };

    [Test]
    public async Task Stream_ProviderIsSilentBeforeThePicture_SendsAComment()
    {
        var clock = new TestClock();
        var draw = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await draw.Task;
            await RawAnswer.EventsAsync(connection);
        });
        await using var gateway = await StartAsync(clock, Images, ("openai", provider));
        var answering = gateway.PostAsync(Generations, StreamRequest);
        await provider.ArrivalAsync();

        clock.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Assert.That(answering.IsCompleted, Is.False, "until the first heartbeat an error keeps its status");
        clock.Advance(TimeSpan.FromMilliseconds(1));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        await using var events = ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        Assert.That((await NextAsync(events)).Comment, Is.EqualTo("heartbeat"));
        clock.Advance(Interval);
        Assert.That((await NextAsync(events)).Comment, Is.EqualTo("heartbeat"));
        draw.SetResult();
        Assert.That((await NextAsync(events)).Name, Is.EqualTo("image_generation.partial_image"));
        Assert.That((await NextAsync(events)).Name, Is.EqualTo("image_generation.completed"));
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long), Is.False);
    }

    [Test]
    public async Task Generate_PlainClient_GetsNoHeartbeat()
    {
        var clock = new TestClock();
        var draw = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await draw.Task;
            await RawAnswer.Error(500)(connection);
        });
        await using var gateway = await StartAsync(clock, Images, ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();

        clock.Advance(Interval * 4);
        draw.SetResult();

        using var response = await answering;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(clock.Armed(Interval), Is.Zero);
    }

    [TestCase(500)]
    [TestCase(400)]
    public async Task Stream_FailsAfterAHeartbeat_IsServedByTheFallback(int status)
    {
        var clock = new TestClock();
        var fail = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await fail.Task;
            await RawAnswer.Error(status)(connection);
        });
        await using var second = RawProvider.Start(RawAnswer.EventsAsync);
        await using var gateway = await StartAsync(clock, Images, ("openai", provider), ("second", second));
        var answering = gateway.PostAsync(Generations, WithFallback);
        await provider.ArrivalAsync();
        clock.Advance(Interval);
        using var response = await answering.WaitAsync(Patience.Long);

        fail.SetResult();

        var events = await ServerSentEvents.ReadAllAsync(response).WaitAsync(Patience.Long);
        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed" }));
        Assert.That((string?)events[^1].Json["extra_fields"]!["provider"], Is.EqualTo("second"));
        Assert.That(events[^1].Json["extra_fields"]!.Trail(), Is.EqualTo(new[] { $"openai {status} some_type {(status == 500 ? "billed" : "free")}", "second 200 - billed" }));
    }

    [Test]
    public async Task Stream_AllFailAfterAHeartbeat_EndsWithThePrimarysErrorAsAnEvent()
    {
        var clock = new TestClock();
        var fail = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await fail.Task;
            await RawAnswer.Error(500)(connection);
        });
        await using var second = RawProvider.Start(RawAnswer.Error(429));
        await using var gateway = await StartAsync(clock, Images, ("openai", provider), ("second", second));
        var answering = gateway.PostAsync(Generations, WithFallback);
        await provider.ArrivalAsync();
        clock.Advance(Interval);
        using var response = await answering.WaitAsync(Patience.Long);

        fail.SetResult();

        var events = await ServerSentEvents.ReadAllAsync(response).WaitAsync(Patience.Long);
        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "error" }));
        var error = events[0].Json;
        Assert.Multiple(() =>
        {
            Assert.That((string?)error["type"], Is.EqualTo("error"));
            Assert.That((int)error["status_code"]!, Is.EqualTo(500));
            Assert.That((string?)error["error"]!["message"], Is.EqualTo("provider says 500"));
            Assert.That(error["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 500 some_type billed", "second 429 some_type free" }));
        });
    }

    [Test]
    public async Task Stream_ProviderIsSilentBetweenEvents_SendsCommentsThere()
    {
        var clock = new TestClock();
        var finish = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial));
            await finish.Task;
            await connection.SendAsync(RawAnswer.Chunk(RawAnswer.Completed) + RawAnswer.LastChunk);
        });
        await using var gateway = await StartAsync(clock, Images, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, StreamRequest);
        await using var events = ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        Assert.That((await NextAsync(events)).Name, Is.EqualTo("image_generation.partial_image"));

        for (var i = 0; i < 3; i++)
        {
            // The first wait of this length is that of dispatch, before the picture.
            await clock.ArmedAsync(Interval, 2 + i);
            clock.Advance(Interval);
            Assert.That((await NextAsync(events)).Comment, Is.EqualTo("heartbeat"));
        }
        finish.SetResult();

        Assert.That((await NextAsync(events)).Name, Is.EqualTo("image_generation.completed"));
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long), Is.False, "no heartbeat once it has ended");
    }

    [Test]
    public async Task Stream_ProviderIsSilentWithinADataLine_SendsNothingThere()
    {
        var clock = new TestClock();
        var finish = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Completed[..150]));
            await finish.Task;
            await connection.SendAsync(RawAnswer.Chunk(RawAnswer.Completed[150..]) + RawAnswer.LastChunk);
        });
        var images = Deadlines(silence: "00:05:00");
        images["Heartbeat"] = "00:00:15";
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, StreamRequest);
        // The provider is awaited once its silence is measured.
        await clock.ArmedAsync(TimeSpan.FromMinutes(5));

        clock.Advance(Interval * 4);
        finish.SetResult();

        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
        Assert.That(text, Does.Not.Contain("heartbeat"));
        Assert.That(text, Does.Contain(RawAnswer.Pixel));
    }

    private static async Task<ServerSentEvent> NextAsync(IAsyncEnumerator<ServerSentEvent> events)
    {
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long), Is.True, "the stream has ended");
        return events.Current;
    }
}
