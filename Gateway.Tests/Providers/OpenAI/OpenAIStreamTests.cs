using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenAI;

/// <summary>Streams of every spelling become the contract's events.</summary>
public sealed class OpenAIStreamTests : OpenAIFixture
{
    private const string Partial = "image_generation.partial_image";
    private const string Completed = "image_generation.completed";

    [TestCase("openai/answers/stream-partials.sse", new[] { Partial, Partial, Completed })]
    [TestCase("openai/answers/stream-crlf-done.sse", new[] { Partial, Completed })]
    [TestCase("openai/answers/stream-type-first.sse", new[] { Partial, Completed })]
    [TestCase("openai/answers/stream-type-last.sse", new[] { Partial, Completed })]
    public async Task Stream_EachSpelling_GivesTheSameEvents(string fixture, string[] types)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true,\"partial_images\":2");

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        var events = await ServerSentEvents.ReadAllAsync(response);
        var whole = ProviderServer.FixtureJson("openai/answers/gpt-image.json");
        var last = events[^1].Json;
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(types));
            Assert.That(events.Select(e => (string)e.Json["type"]!), Is.EqualTo(types));
            Assert.That(events.Select(e => (int)e.Json["sequence_number"]!), Is.EqualTo(Enumerable.Range(0, types.Length)));
            Assert.That(events.Select(e => (int?)e.Json["partial_image_index"]), Is.EqualTo(types.Select((type, i) => type == Partial ? i : (int?)null)));
            Assert.That(events.Select(e => (int)e.Json["extra_fields"]!["chunk_index"]!), Is.EqualTo(Enumerable.Range(0, types.Length)));
            Assert.That((string)last["b64_json"]!, Is.EqualTo((string)whole["data"]![0]!["b64_json"]!));
            Assert.That((long)last["created_at"]!, Is.EqualTo(1763800003));
            Assert.That(
                last["usage"]!.ToJsonString(),
                Is.EqualTo("""{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}"""));
            Assert.That((string)last["quality"]!, Is.EqualTo("high"));
            Assert.That((string)last["extra_fields"]!["request_type"]!, Is.EqualTo("image_generation_stream"));
            Assert.That(last["extra_fields"]!["warnings"], Is.Null);
        });
    }

    [Test]
    public async Task Stream_OnTheWire_HasEventAndDataLinesAndNoDone()
    {
        Provider.Answer("openai/answers/stream-crlf-done.sse");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Match("\\A(event: image_generation\\.(partial_image|completed)\ndata: \\{[^\n]*\\}\n\n){2}\\z"));
            Assert.That(response.Headers.CacheControl!.NoCache, Is.True);
            Assert.That(response.Headers.GetValues("x-bifrost-request-type"), Is.EqualTo(new[] { "image_generation_stream" }));
            Assert.That(response.Headers.GetValues("x-bifrost-provider"), Is.EqualTo(new[] { "openai" }));
        });
    }

    [Test]
    public async Task Stream_TwoPictures_GivesTwoCompletedEventsNumberedAnew()
    {
        Provider.Answer("openai/answers/stream-two.sse");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true,\"n\":2");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { Partial, Completed, Completed }));
            Assert.That(events.Select(e => (int)e.Json["sequence_number"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(events.Skip(1).Select(e => (int)e.Json["usage"]!["output_tokens"]!), Is.EqualTo(new[] { 50, 60 }));
            Assert.That((string)events[1].Json["b64_json"]!, Is.Not.EqualTo((string)events[2].Json["b64_json"]!));
        });
    }

    [Test]
    public async Task Stream_OneOfTwoPictures_EndsWithAnErrorEventAboutN()
    {
        Provider.Answer("openai/answers/stream-partials.sse");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true,\"n\":2");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { Partial, Partial, Completed, "error" }));
            Assert.That((string)events[^1].Json["error"]!["code"]!, Is.EqualTo("fewer_images"));
        });
    }

    [Test]
    public async Task Stream_UnknownEventsAndMembers_AreSkippedAndPassedOn()
    {
        Provider.Answer("openai/answers/stream-unknown-members.sse");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true");

        var completed = (await ServerSentEvents.ReadAllAsync(response)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(completed.Name, Is.EqualTo(Completed));
            Assert.That(completed.Data, Does.Contain("\"safety_identifier\":\"user-1\"").And.Contain("\"provenance\":{\"c2pa\":[1.50,"));
            Assert.That((int)completed.Json["sequence_number"]!, Is.Zero);
        });
    }

    [TestCase("openai/answers/gpt-image.json", "gpt-image-2", "text/event-stream")]
    [TestCase("openai/answers/dall-e-3-base64.json", "dall-e-3", "application/json")]
    public async Task Stream_PlainAnswer_BecomesACompletedEvent(string fixture, string model, string asked)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/" + model, "\"stream\":true");

        var completed = (await ServerSentEvents.ReadAllAsync(response)).Single();
        var plain = ProviderServer.FixtureJson(fixture);
        Assert.Multiple(() =>
        {
            Assert.That(completed.Name, Is.EqualTo(Completed));
            Assert.That((string)completed.Json["type"]!, Is.EqualTo(Completed));
            Assert.That((string)completed.Json["b64_json"]!, Is.EqualTo((string)plain["data"]![0]!["b64_json"]!));
            Assert.That((long)completed.Json["created_at"]!, Is.EqualTo((long)plain["created"]!));
            Assert.That(completed.Json.ContainsKey("created"), Is.False);
            Assert.That((string)completed.Json["size"]!, Is.EqualTo("1024x1024"));
            Assert.That(JsonNode.DeepEquals(completed.Json["usage"], plain["usage"]));
            Assert.That((string?)completed.Json["revised_prompt"], Is.EqualTo((string?)plain["data"]![0]!["revised_prompt"]));
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { asked }));
            Assert.That(Provider.Json.ContainsKey("stream"), Is.EqualTo(asked == "text/event-stream"));
        });
    }

    [TestCase("openai/answers/gpt-image-several.json")]
    [TestCase("openai/answers/gpt-image-data-last.json")]
    public async Task Stream_PlainAnswerWithSeveralPictures_GivesOneEventEachAndUsageOnTheLast(string fixture)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true,\"n\":3");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { Completed, Completed, Completed }));
            Assert.That(events.Select(e => (int?)e.Json["usage"]?["total_tokens"]), Is.EqualTo(new int?[] { null, null, 830 }));
        });
    }

    [TestCase("openai/failures/stream-error-late.sse", "image_generation_server_error", 502)]
    [TestCase("openai/failures/stream-error-late-flat.sse", "server_error", 502)]
    public async Task Stream_ErrorAfterAPicture_IsAnErrorEventWithTheEnvelope(string fixture, string type, int status)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true,\"n\":2");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var events = await ServerSentEvents.ReadAllAsync(response);
        var error = events[^1].Json;
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { Completed, "error" }));
            Assert.That((string)error["type"]!, Is.EqualTo("error"));
            Assert.That((int)error["sequence_number"]!, Is.EqualTo(1));
            Assert.That((int)error["status_code"]!, Is.EqualTo(status));
            Assert.That((string)error["error"]!["type"]!, Is.EqualTo(type));
            Assert.That((string)error["error"]!["code"]!, Is.EqualTo("image_generation_failed"));
            Assert.That((string)error["error"]!["message"]!, Is.EqualTo("Image generation failed"));
            Assert.That((string)error["event_id"]!, Is.EqualTo(response.Headers.GetValues("x-request-id").Single()));
            Assert.That((string)error["extra_fields"]!["provider"]!, Is.EqualTo("openai"));
        });
    }

    [Test]
    public async Task Stream_ErrorThatEchoesTheKey_IsBlanked()
    {
        Provider.Answer("openai/failures/stream-error-late-key.sse");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true");

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain(Key).And.Contain("Incorrect API key provided: ***."));
    }

    [TestCase("openai/failures/stream-error-first.sse", 400, "image_generation_user_error", "moderation_blocked")]
    [TestCase("openai/failures/stream-error-first-flat.sse", 429, "rate_limit_error", "rate_limit_exceeded")]
    [TestCase("openai/failures/stream-error-first-server.sse", 502, "image_generation_server_error", "image_generation_failed")]
    [TestCase("openai/failures/stream-empty.sse", 502, "provider_response_invalid", "no_image")]
    [TestCase("openai/failures/stream-completed-empty.sse", 502, "provider_response_invalid", "no_image")]
    [TestCase("openai/failures/error-in-success.json", 400, "image_generation_user_error", "moderation_blocked")]
    [TestCase("openai/failures/empty-data.json", 502, "provider_response_invalid", "no_image")]
    public async Task Stream_NothingDrawnYet_IsAJsonErrorWithItsStatus(string fixture, int status, string type, string code)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true");

        var error = await ReadAsync(response, (HttpStatusCode)status);
        Assert.Multiple(() =>
        {
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
            Assert.That((int)error["status_code"]!, Is.EqualTo(status));
            Assert.That((string)error["error"]!["type"]!, Is.EqualTo(type));
            Assert.That((string)error["error"]!["code"]!, Is.EqualTo(code));
            Assert.That((string)error["extra_fields"]!["request_type"]!, Is.EqualTo("image_generation_stream"));
        });
    }

    [TestCase("openai/failures/stream-short.sse", "no_image")]
    [TestCase("openai/failures/stream-torn.sse", "truncated_response")]
    public async Task Stream_EndsEarly_EndsWithAnErrorEvent(string fixture, string code)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events[0].Name, Is.EqualTo(Partial));
            Assert.That(events[^1].Name, Is.EqualTo("error"));
            Assert.That((string)events[^1].Json["error"]!["code"]!, Is.EqualTo(code));
            Assert.That((int)events[^1].Json["status_code"]!, Is.EqualTo(502));
            Assert.That(events.Select(e => e.Name), Has.None.EqualTo(Completed));
        });
    }
}
