using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.SeveralPictures;

/// <summary>More pictures than a model draws at a time: several calls, one answer.</summary>
internal sealed class FanOutTests
{
    [Test]
    public async Task Generate_AnswersInAnotherOrder_AreOneAnswerInOrderOfArrival()
    {
        await using var provider = FanOut.Waiting();
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var posting = gateway.PostAsync(Generations, FanOut.Ask);
        var calls = await provider.ThreeAsync();

        // The first picture commits: the others have not been answered.
        await calls[2].SendAsync(FanOut.Picture("third"));
        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var stream = await response.Content.ReadAsStreamAsync();
        var text = new StringBuilder();
        await stream.ReadUntilAsync(text, "third");
        await calls[0].SendAsync(FanOut.Picture("first"));
        await stream.ReadUntilAsync(text, "first");
        await calls[1].SendAsync(FanOut.Picture("second"));
        var answer = await stream.ReadRestAsync(text);

        Assert.Multiple(() =>
        {
            Assert.That(answer.Names(), Is.EqualTo(new[] { "third", "first", "second" }));
            Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That((int)answer["usage"]!["input_tokens"]!, Is.EqualTo(3));
            Assert.That((int)answer["usage"]!["total_tokens"]!, Is.EqualTo(9));
            Assert.That(answer.Warnings(), Is.Empty);
            Assert.That(provider.Requests.Select(request => (int?)JsonNode.Parse(request.Body)!["n"] ?? 1), Is.EqualTo(new[] { 1, 1, 1 }));
        });
    }

    [Test]
    public async Task Generate_ClientStreams_GetsACompletedEventPerCall()
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(FanOut.Picture("one")));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, FanOut.AskStream);

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(item => item.Name), Is.All.EqualTo("image_generation.completed"));
            Assert.That(events.Select(item => (int)item.Json["sequence_number"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(events.Select(item => (string)item.Json["b64_json"]!), Is.All.EqualTo(RawAnswer.Pixel));
            Assert.That((int)events[^1].Json["usage"]!["total_tokens"]!, Is.EqualTo(9));
            Assert.That(provider.Requests, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task Generate_OnePlace_CallsGoOneAfterTheOther()
    {
        var (running, most) = (0, 0);
        await using var provider = RawProvider.Start(async connection =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Interlocked.Decrement(ref running);
            await connection.SendAsync(FanOut.Picture("one"));
        });
        var images = new JsonObject
        {
            ["Resilience"] = new JsonObject
            {
                ["Retry"] = new JsonObject { ["MaxRetries"] = 0 },
                ["Breaker"] = new JsonObject { ["Enabled"] = false },
                ["Concurrency"] = 1,
                ["Queue"] = 10,
            },
        };
        await using var gateway = await StartAsync(null, images, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, FanOut.Ask);

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Names(), Has.Length.EqualTo(3));
            Assert.That(answer.Warnings(), Is.Empty);
            Assert.That(most, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Generate_ClientHangsUp_EndsEveryCall()
    {
        await using var provider = FanOut.Waiting();
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var socket = await gateway.PostRawAsync(FanOut.Ask);
        var calls = await provider.ThreeAsync();

        socket.Dispose();

        await Task.WhenAll(calls.Select(call => call.Closed));
        Assert.That((await gateway.AccessLineAsync())["Status"], Is.EqualTo(499));
    }

    [Test]
    public async Task Generate_CallWaitsForItsTurn_IsNotSilent()
    {
        var clock = new TestClock();
        var day = TimeSpan.FromDays(1);
        await using var provider = FanOut.Waiting();
        await using var gateway = await StartAsync(clock, Deadlines(firstByte: "00:01:00", silence: "00:00:50"), ("openai", provider));
        var posting = gateway.PostAsync(Generations, FanOut.Ask);
        var calls = await provider.ThreeAsync();
        await calls[0].SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"revised_prompt":"first","b64_json":"AAAA"""));
        using var response = await posting.WaitAsync(Patience.Long);
        var stream = await response.Content.ReadAsStreamAsync();
        var text = new StringBuilder();
        await stream.ReadUntilAsync(text, "AAAA");

        // The others' answers have begun and stand in line: their clocks of silence are stopped.
        var stopped = clock.Armed(day);
        await calls[1].SendAsync(RawAnswer.JsonInChunks);
        await calls[2].SendAsync(RawAnswer.JsonInChunks);
        await clock.ArmedAsync(day, stopped + 2);
        clock.Advance(TimeSpan.FromSeconds(40));
        await calls[0].SendAsync(RawAnswer.Chunk("BBBB"));
        await stream.ReadUntilAsync(text, "BBBB");
        clock.Advance(TimeSpan.FromSeconds(40));
        await calls[0].SendAsync(RawAnswer.Chunk("""CCCC"}]}""") + RawAnswer.LastChunk);
        await calls[1].SendAsync(RawAnswer.Chunk(FanOut.Body("second")) + RawAnswer.LastChunk);
        await calls[2].SendAsync(RawAnswer.Chunk(FanOut.Body("third")) + RawAnswer.LastChunk);
        var answer = await stream.ReadRestAsync(text);

        Assert.That(answer.Names(), Is.EquivalentTo(new[] { "first", "second", "third" }));
        Assert.That(answer.Warnings(), Is.Empty);
    }
}
