using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Providers;
using Iris.Gateway.Tests.Unit.Gateway.Exchanges;
using Iris.Transforms.Providers.Ollama;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>A provider that counts its steps: told with the heartbeats, then at most once a second, and nothing is decided by it.</summary>
internal sealed class ProgressTests
{
    private const string Ask = """{"model":"ollama/x/z-image-turbo","prompt":"a red kite","stream":true}""";
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    [Test]
    public async Task Stream_StepsBeforeThePicture_AreToldFromTheFirstHeartbeatOn()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(connection => connection.SendAsync(Head + Steps(1, 5)));
        await using var gateway = await StartAsync(clock, provider);
        var answering = gateway.PostAsync(Generations, Ask);
        var connection = await provider.ArrivalAsync();
        // The lines have been read once the next ones are awaited.
        await clock.ArmedAsync(Silence);

        clock.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Assert.That(answering.IsCompleted, Is.False, "until the first heartbeat an error keeps its status");
        clock.Advance(TimeSpan.FromMilliseconds(1));

        using var response = await answering.WaitAsync(Patience.Long);
        await using var events = ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        Assert.That((await NextAsync(events)).Comment, Is.EqualTo("progress 5/20"));
        await connection.SendAsync(Steps(6, 6));
        Assert.That((await NextAsync(events)).Comment, Is.EqualTo("progress 6/20"), "at once: the last one is long ago");
        clock.Advance(Pace);
        await connection.SendAsync(Steps(7, 7));
        Assert.That((await NextAsync(events)).Comment, Is.EqualTo("progress 7/20"));
        clock.Advance(Interval - Pace);
        Assert.That((await NextAsync(events)).Comment, Is.EqualTo("progress 7/20"), "a heartbeat says how far it is");
        await connection.SendAsync(RawAnswer.Chunk(Picture) + RawAnswer.LastChunk);
        Assert.That((await NextAsync(events)).Name, Is.EqualTo("image_generation.completed"));
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long), Is.False);
    }

    [Test]
    public async Task Stream_FailsAfterStepsWithinTheInterval_HasAStatusOfItsOwn()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(connection => connection.SendAsync(Head + Steps(1, 5)));
        await using var gateway = await StartAsync(clock, provider);
        var answering = gateway.PostAsync(Generations, Ask);
        var connection = await provider.ArrivalAsync();
        await clock.ArmedAsync(Silence);
        clock.Advance(Interval - TimeSpan.FromMilliseconds(1));

        await connection.SendAsync(RawAnswer.Chunk("""{"error":"image runner crashed"}""" + "\n") + RawAnswer.LastChunk);

        using var response = await answering.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["message"], Does.Contain("image runner crashed"));
    }

    [Test]
    public async Task Stream_ManyStepsInASecond_AreToldOnce()
    {
        var clock = new FakeTimeProvider();
        // Each line is read by itself: the next one comes when the gateway waits for it.
        TaskCompletionSource[] waits =
            [.. Enumerable.Range(0, 20).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        object[] lines = [.. Enumerable.Range(1, 20).SelectMany(step => new object[] { waits[step - 1].Task, Encoding.UTF8.GetBytes(Line(step)) })];
        var waited = 0;
        var body = new ScriptedBody([.. lines, Encoding.UTF8.GetBytes(Picture)])
        {
            Waiting = _ =>
            {
                // Five lines a second.
                clock.Advance(Pace / 5);
                waits[waited++].SetResult();
            },
        };
        await using var exchange = new LoneExchange(new OllamaProvider(), "x/z-image-turbo", stream: true, time: clock);
        var answer = await exchange.RunAsync(LoneExchange.Says("application/x-ndjson", body));

        Assert.That(exchange.Told.Select(progress => $"{progress.Completed}/{progress.Total}"), Is.EqualTo(new[] { "1/20", "6/20", "11/20", "16/20" }));
        Assert.That(answer, Does.Contain("image_generation.completed").And.Not.Contain("progress"));
        await exchange.EndAsync();
    }

    private static string Picture => ProviderServer.Fixture("ollama/answers/lines.ndjson").TrimEnd().Split('\n')[^1] + "\n";

    private static string Line(int step) => $$"""{"model":"x/z-image-turbo","created_at":"2026-03-01T10:00:00.123456Z","completed":{{step}},"total":20,"done":false}""" + "\n";

    private static string Steps(int first, int last) => RawAnswer.Chunk(string.Concat(Enumerable.Range(first, last - first + 1).Select(Line)));

    private static Task<GatewayHost> StartAsync(TestClock clock, RawProvider provider)
    {
        var images = Deadlines(silence: "00:05:00");
        images["Heartbeat"] = "00:00:15";
        return TestGateway.StartAsync(clock, images, new JsonObject { ["ollama"] = ProxyJson.Cluster("ollama", provider.Address) });
    }

    private static async Task<ServerSentEvent> NextAsync(IAsyncEnumerator<ServerSentEvent> events)
    {
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long), Is.True, "the stream has ended");
        return events.Current;
    }
}
