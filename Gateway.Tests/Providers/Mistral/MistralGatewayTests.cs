using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.SeveralPictures;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Providers.Mistral.MistralWorld;

namespace Iris.Gateway.Tests.Providers.Mistral;

/// <summary>Mistral through the gateway: an order, then the picture's file.</summary>
internal sealed class MistralGatewayTests
{
    [Test]
    public async Task Generate_Plain_OrdersAndFetchesWithTheCredentialOnBothLegs()
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.json"));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask());

        var answer = await response.JsonAsync();
        var sent = JsonNode.Parse(provider.Requests[0].Body)!;
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
            Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo("""{"input_tokens":258,"output_tokens":94,"total_tokens":352,"input_tokens_details":{"text_tokens":258,"image_tokens":0}}"""));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Fetch }));
            Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.All.EqualTo("Bearer test-key-123456"));
            Assert.That((string?)sent["inputs"], Is.EqualTo("a red kite"));
            Assert.That((string?)sent["model"], Is.EqualTo("mistral-medium-latest"));
        });
    }

    [Test]
    public async Task Generate_SeveralPictures_AreSeveralConversations()
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.json"));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","n":2"""));

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer["data"]!.AsArray().Select(item => (string?)item!["b64_json"]), Is.EqualTo(new[] { RawAnswer.Pixel, RawAnswer.Pixel }));
            Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo("""{"input_tokens":516,"output_tokens":188,"total_tokens":704,"input_tokens_details":{"text_tokens":516,"image_tokens":0}}"""));
            Assert.That(provider.Lines().Order(), Is.EqualTo(new[] { Fetch, Fetch, Order, Order }));
            Assert.That(answer.Warnings(), Is.Empty);
        });
    }

    [TestCase(1, 258)]
    [TestCase(2, 516)]
    public async Task Generate_Stream_IsACompletedEventForEachPictureAndTheUsageWithTheLast(int count, int input)
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.sse"));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask($$""","n":{{count}},"stream":true"""));

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(item => item.Name), Is.EqualTo(Enumerable.Repeat("image_generation.completed", count)));
            Assert.That(events.Select(item => (string?)item.Json["b64_json"]), Is.All.EqualTo(RawAnswer.Pixel));
            Assert.That((int?)events[^1].Json["usage"]?["input_tokens"], Is.EqualTo(input));
            Assert.That(provider.Requests.Where(request => request.Head.StartsWith("POST", StringComparison.Ordinal))
                .Select(request => (bool?)JsonNode.Parse(request.Body)!["stream"]), Is.All.True);
        });
    }

    [Test]
    public async Task Generate_WhatTheToolDoesNotTake_IsToldAndNotSent()
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.json"));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","size":"1x1","quality":"high","seed":7,"response_format":"url" """));

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.Header("x-bifrost-dropped-params"), Is.EqualTo("size,quality,seed"));
            Assert.That(answer.Warnings(), Is.EqualTo(new[] { "dropped_parameter", "dropped_parameter", "dropped_parameter", "response_format_mismatch" }));
            Assert.That(provider.Requests[0].Body, Does.Not.Contain("seed").And.Not.Contain("quality"));
        });
    }

    [TestCase("failures/words.json", "", 502, "no_image", "I would rather describe a kite to you.")]
    [TestCase("failures/refused.json", "", 400, "moderation_blocked", "violates our content policy")]
    [TestCase("failures/words.sse", ""","stream":true""", 502, "no_image", "I would rather describe it.")]
    [TestCase("failures/error.sse", ""","stream":true""", 502, "3051", "Tool execution failed")]
    public async Task Generate_ModelDoesNotDraw_IsAFailureWithItsReason(string fixture, string members, int status, string code, string reason)
    {
        await using var provider = MistralWorld.Start(Says(fixture));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(members));

        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
        Assert.That((string?)envelope["error"]!["message"], Does.Contain(reason));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order }));
    }

    [TestCase(401, "errors/detail-string.json", "authentication_error", null)]
    [TestCase(422, "errors/detail-list.json", "invalid_request_error", "missing")]
    [TestCase(429, "errors/message.json", "rate_limit_error", null)]
    [TestCase(400, "errors/invalid-model.json", "invalid_request_error", "model_not_found")]
    [TestCase(503, "errors/html.html", "server_error", null)]
    public async Task Generate_ProviderFails_IsTold(int status, string fixture, string type, string? code)
    {
        await using var provider = MistralWorld.Start(Says(fixture, status));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask());

        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        Assert.That(((string?)envelope["type"], (string?)envelope["error"]!["code"]), Is.EqualTo((type, code)));
    }

    [TestCase("failures/words.json", 200, "mistral 502 provider_response_invalid billed")]
    [TestCase("errors/flat.json", 429, "mistral 429 service_tier_capacity_exceeded free")]
    public async Task Generate_Fails_IsServedByTheFallback(string fixture, int status, string line)
    {
        await using var provider = MistralWorld.Start(Says(fixture, status));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartGatewayAsync(provider, second);

        using var response = await gateway.PostAsync(Generations, Ask(""","fallbacks":["second/gpt-image-2"]"""));

        var answer = await response.JsonAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer["extra_fields"]!.Trail(), Is.EqualTo(new[] { line, "second 200 - billed" }));
    }

    [TestCase(401)]
    [TestCase(404)]
    [TestCase(501)]
    public async Task Generate_DownloadFails_IsNotOrderedTwice(int status)
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.json"), Says("errors/message.json", status));
        await using var other = MistralWorld.Start(Says("legs/conversation.json"));
        var cluster = ProxyJson.Cluster("mistral", provider.Address);
        cluster["Destinations"]!["other"] = JsonNode.Parse(
            $$$"""{"Address":"{{{other.Address}}}","Metadata":{"ApiKey":"other-key-123456","Weight":"0"}}""");
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { ["mistral"] = cluster });

        using var response = await gateway.PostAsync(Generations, Ask());

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_failed"));
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "mistral 502 provider_response_invalid billed" }));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Fetch }));
            Assert.That(other.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Generate_StreamAndDownloadFails_HasAStatusOfItsOwn()
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.sse"), RawAnswer.Error(404));
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","stream":true"""));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_failed"));
    }

    [Test]
    public async Task Generate_SmallPictureIsTorn_IsAFailureBeforeTheFirstByte([Values] bool stream)
    {
        await using var provider = MistralWorld.Start(Says(stream ? "legs/conversation.sse" : "legs/conversation.json"), SendsHalfAPictureAsync);
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(stream ? ""","stream":true""" : ""));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("truncated_response"));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Fetch }));
    }

    [Test]
    public async Task Generate_PictureIsTorn_TheConnectionBreaks()
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.json"), SendsHalfAPictureInAChunkAsync);
        await using var gateway = await StartGatewayAsync(provider);

        // Its first bytes have gone out, and a plain answer has no place for a failure.
        Assert.That(
            async () =>
            {
                using var response = await gateway.PostAsync(Generations, Ask());
                await response.Content.ReadAsByteArrayAsync();
            },
            Throws.InstanceOf<HttpRequestException>());
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Fetch }));
    }

    [Test]
    public async Task Generate_PictureOfAStreamIsTorn_EndsInAnErrorEvent()
    {
        await using var provider = MistralWorld.Start(Says("legs/conversation.sse"), SendsHalfAPictureInAChunkAsync);
        await using var gateway = await StartGatewayAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","stream":true"""));

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(events.Single().Name, Is.EqualTo("error"));
        Assert.That((string?)events.Single().Json["error"]!["code"], Is.EqualTo("truncated_response"));
    }
}
