using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Providers;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>
/// The promise: whoever is asked after a failure gets the very same pictures; what was sent is not sent anew where it may have been drawn.
/// </summary>
internal sealed class ReplayTests
{
    private static readonly byte[] Fox = Png(seed: 1, length: 300_001);
    private static readonly byte[] House = Png(seed: 2, length: 70_000);
    private static readonly string[] Hashes = [Hash(Fox), Hash(House)];

    private static readonly (string Api, string Model, string Answer)[] Providers =
    [
        ("openai", "gpt-image-2", "answers/gpt-image.json"),
        ("gemini", "gemini-3-pro-image", "answers/image-with-text.json"),
        ("xai", "grok-imagine-image-2.0", "answers/base64.json"),
        ("bedrock", "us.stability.stable-style-transfer-v1:0", "answers/stability.json"),
        ("sgl", "black-forest-labs/FLUX.1-dev", "answers/one.json"),
    ];

    [Test]
    public async Task Edit_ProviderFails_AFallbackOfAnotherFamilyGetsTheSamePictures([Range(0, 4)] int first, [Range(1, 4)] int further)
    {
        var (failing, serving) = (Providers[first], Providers[(first + further) % Providers.Length]);
        await using var bad = RawProvider.Start(RawAnswer.Error(503));
        await using var good = RawProvider.Start(new EditingProvider(serving.Api, serving.Model, serving.Answer).Script(streams: false));
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["bad"] = ProxyJson.Cluster(failing.Api, bad.Address),
            ["good"] = ProxyJson.Cluster(serving.Api, good.Address),
        });
        using var form = Form(
            ("model", "bad/" + failing.Model), ("fallbacks", "good/" + serving.Model), ("prompt", "make it night"), ("image[]", Fox), ("image[]", House));
        using var response = await gateway.Client.PostAsync(Route, form);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("good"));
        Assert.That((string?)answer["extra_fields"]!["attempts"]![0]!["provider"], Is.EqualTo("bad"));
        Assert.That((await ReceivedPictures.OfAsync(bad.Requests.Single())).Hashes, Is.EqualTo(Hashes));
        Assert.That((await ReceivedPictures.OfAsync(good.Requests.Single())).Hashes, Is.EqualTo(Hashes));
    }

    [TestCase("openai")]
    [TestCase("gemini")]
    public async Task Edit_ProviderIsBusy_TheRetrySendsTheVerySameBytes(string api)
    {
        var known = Providers.Single(provider => provider.Api == api);
        await using var provider = RawProvider.Start(
            RawAnswer.Error(503, "busy", "Retry-After: 0"), new EditingProvider(api, known.Model, known.Answer).Script(streams: false));
        await using var gateway = await TestGateway.StartAsync(
            null,
            new JsonObject { ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 1 } } },
            new JsonObject { ["p"] = ProxyJson.Cluster(api, provider.Address) });
        using var form = Form(("model", "p/" + known.Model), ("prompt", "make it night"), ("image[]", Fox), ("image[]", House));
        using var response = await gateway.Client.PostAsync(Route, form);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
        Assert.That(Hash(provider.Requests[1].Bytes), Is.EqualTo(Hash(provider.Requests[0].Bytes)));
        Assert.That(provider.Requests[1].Header("Content-Type"), Is.EqualTo(provider.Requests[0].Header("Content-Type")));
        Assert.That((await ReceivedPictures.OfAsync(provider.Requests[1])).Hashes, Is.EqualTo(Hashes));
    }

    [Test]
    public async Task Edit_OneDestinationRefuses_AnotherGetsTheVerySameBytes()
    {
        await using var first = RawProvider.Start(RawAnswer.Error(401));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(
            null, null, new JsonObject { ["openai"] = InOrder(TestGateway.Cluster(("a", first.Address), ("b", second.Address))) });
        using var form = Form(("model", "openai/gpt-image-2"), ("prompt", "make it night"), ("image[]", Fox), ("image[]", House));
        using var response = await gateway.Client.PostAsync(Route, form);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(Hash(second.Requests.Single().Bytes), Is.EqualTo(Hash(first.Requests.Single().Bytes)));
        Assert.That((await ReceivedPictures.OfAsync(second.Requests.Single())).Hashes, Is.EqualTo(Hashes));
    }

    [Test]
    public async Task Edit_AnswerLostAfterTheUpload_IsNotSentAgain()
    {
        await using var provider = RawProvider.Start(connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        });
        await using var gateway = await TestGateway.StartAsync(
            null,
            new JsonObject { ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 3 } } },
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) });
        using var form = Form(("model", "openai/gpt-image-2"), ("prompt", "make it night"), ("image", Fox));
        using var response = await gateway.Client.PostAsync(Route, form);

        await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Stream_FailsBeforeAPicture_IsPlainJson()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(400, "moderation_blocked"));
        await using var gateway = await TestGateway.StartAsync(null, null, ("openai", provider));
        using var form = Form(("model", "openai/gpt-image-2"), ("prompt", "make it night"), ("stream", "true"), ("image", Fox));
        using var response = await gateway.Client.PostAsync(Route, form);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("moderation_blocked"));
    }

    [Test]
    public async Task Stream_FailsAfterAPicture_EndsWithAnErrorEvent()
    {
        var text = ProviderServer.Fixture("openai/failures/stream-error-late.sse");
        await using var provider = RawProvider.Start(
            connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {text.Length}\r\n\r\n{text}"));
        await using var gateway = await TestGateway.StartAsync(null, null, ("openai", provider));
        using var form = Form(("model", "openai/gpt-image-2"), ("prompt", "make it night"), ("stream", "true"), ("n", "2"), ("image", Fox));
        using var response = await gateway.Client.PostAsync(Route, form);

        var answer = await response.Content.ReadAsStringAsync();
        Assert.That(answer, Does.StartWith("event: image_edit.completed\n").And.Match("event: error\ndata: .*\"request_type\":\"image_edit_stream\".*\n\n$"));
    }

    private static JsonObject InOrder(JsonObject cluster)
    {
        cluster["LoadBalancingPolicy"] = "FirstAlphabetical";
        return cluster;
    }
}
