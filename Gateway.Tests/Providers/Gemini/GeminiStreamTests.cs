using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Gemini;

/// <summary>Streams: drafts become partial pictures, the picture a completed event.</summary>
public sealed class GeminiStreamTests : GeminiFixture
{
    private const string Partial = "image_generation.partial_image";
    private const string Completed = "image_generation.completed";

    [Test]
    public async Task Stream_Picture_IsACompletedEventWithTheLastCounts()
    {
        Provider.Answer("gemini/answers/stream.sse");
        using var response = await GenerateAsync("gemini/gemini-3-pro-image", "\"stream\":true");

        var completed = (await ServerSentEvents.ReadAllAsync(response)).Single();
        var usage = completed.Json["usage"]!;
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Path, Is.EqualTo("/v1beta/models/gemini-3-pro-image:streamGenerateContent"));
            Assert.That(Provider.Request.RawQuery, Is.EqualTo("?alt=sse"));
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { "text/event-stream" }));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
            Assert.That((completed.Name, (string?)completed.Json["type"]), Is.EqualTo((Completed, Completed)));
            Assert.That((string?)completed.Json["b64_json"], Is.EqualTo(Jpeg));
            Assert.That(((int)usage["input_tokens"]!, (int)usage["output_tokens"]!, (int)usage["total_tokens"]!), Is.EqualTo((8, 1463, 1471)));
        });
    }

    [Test]
    public async Task Stream_Drafts_ArePartialPicturesBeforeTheCompletedOne()
    {
        Provider.Answer("gemini/answers/stream-drafts.sse");
        using var response = await GenerateAsync("gemini/gemini-3-pro-image", "\"stream\":true,\"partial_images\":2");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { Partial, Partial, Completed }));
            Assert.That(events.Select(e => (string?)e.Json["b64_json"]), Is.EqualTo(new[] { Draft, Draft, Finished }));
            Assert.That(events.Select(e => (int?)e.Json["partial_image_index"]), Is.EqualTo(new int?[] { 0, 1, null }));
            Assert.That((int)events[^1].Json["usage"]!["total_tokens"]!, Is.EqualTo(1227));
        });
    }

    [Test]
    public async Task Stream_Draft_IsPassedOnBeforeTheProviderGoesOn()
    {
        var pieces = ProviderServer.Fixture("gemini/answers/stream-drafts.sse").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e + "\n\n").ToArray();
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(pieces[0]) + RawAnswer.Chunk(pieces[1]));
            await seen.Task;
            await connection.SendAsync(RawAnswer.Chunk(string.Concat(pieces[2..])) + RawAnswer.LastChunk);
        });
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["gemini"] = ProxyJson.Cluster("gemini", $"http://127.0.0.1:{provider.Port}/v1beta"),
        });

        using var response = await gateway.PostAsync("/v1/images/generations", Ask("gemini/gemini-3-pro-image", "\"stream\":true,\"partial_images\":2"))
            .WaitAsync(Patience.Long);
        await using var events = ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long), Is.True);
        var first = events.Current;
        seen.SetResult();
        var last = first;
        while (await events.MoveNextAsync().AsTask().WaitAsync(Patience.Long))
            last = events.Current;

        Assert.Multiple(() =>
        {
            Assert.That((first.Name, (string?)first.Json["b64_json"]), Is.EqualTo((Partial, Draft)));
            Assert.That((last.Name, (string?)last.Json["b64_json"]), Is.EqualTo((Completed, Finished)));
        });
    }

    [Test]
    public async Task Stream_BlockedPrompt_IsAJsonError()
    {
        Provider.Answer("gemini/failures/stream-blocked.sse");
        using var response = await GenerateAsync("gemini/gemini-3-pro-image", "\"stream\":true");

        await ReadErrorAsync(response, 400, "image_generation_user_error", "moderation_blocked", "prompt");
    }
}
