using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>xAI through the gateway: OpenAI's request goes in, OpenAI's answer comes out, and what was not as asked is told.</summary>
public sealed class XaiGenerateTests : XaiFixture
{
    [TestCase(Model)]
    [TestCase("root/grok-imagine-image")]
    public async Task Generate_WithTheLeast_AsksWithTheKeyAndAddsWhatIsMissing(string model)
    {
        Provider.Answer("xai/answers/url.json");
        using var response = await GenerateAsync(model);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo("""{"model":"grok-imagine-image","prompt":"a red kite"}"""));
            Assert.That(Provider.Request.AbsolutePath, Is.EqualTo("/v1/images/generations"));
            Assert.That(Provider.Request.Headers!["Authorization"].Single(), Is.EqualTo("Bearer " + Key));
            Assert.That((string?)answer["data"]![0]!["url"], Is.EqualTo("https://imgen.x.ai/xai-imgen/xai-tmp-imgen-1.jpeg"));
            Assert.That(answer["data"]![0]!.AsObject().ContainsKey("revised_prompt"), Is.False, "it is empty");
            Assert.That((long)answer["created"]!, Is.GreaterThan(1_700_000_000));
            Assert.That(Warnings(answer), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_Usage_KeepsTheCostAndStaysOpenAIs()
    {
        Provider.Answer("xai/answers/url.json");
        using var response = await GenerateAsync(Model);

        var usage = (await ReadAsync(response))["usage"]!;
        Assert.Multiple(() =>
        {
            Assert.That((long)usage["cost_in_usd_ticks"]!, Is.EqualTo(200000000));
            Assert.That(new[] { "input_tokens", "output_tokens", "total_tokens" }.Select(name => (int)usage[name]!), Is.All.EqualTo(0));
        });
    }

    [Test]
    public async Task Generate_SizeQualityAndCount_GoInXaisWordsAndAreReported()
    {
        Provider.Answer("xai/answers/some-blocked.json");
        using var response = await GenerateAsync(Model, "\"n\":3,\"size\":\"1792x1024\",\"quality\":\"hd\",\"response_format\":\"b64_json\",\"user\":\"u-1\"");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo(
                """{"model":"grok-imagine-image","prompt":"a red kite","n":3,"aspect_ratio":"16:9","resolution":"1k","quality":"high","response_format":"b64_json","user":"u-1"}"""));
            Assert.That(
                answer["extra_fields"]!["converted_params"]!.AsArray().Select(change => $"{change!["param"]} {change["asked"]} {change["sent"]}"),
                Is.EqualTo(new[] { "size 1792x1024 16:9 1k", "quality hd high" }));
        });
    }

    [TestCase(Model, "\"seed\":7,\"negative_prompt\":\"rain\",\"output_format\":\"webp\",\"style\":\"vivid\"", "style,output_format,seed,negative_prompt", """{"model":"grok-imagine-image","prompt":"a red kite"}""")]
    [TestCase("xai/grok-2-image", "\"size\":\"1024x1024\",\"aspect_ratio\":\"1:1\",\"resolution\":\"2k\",\"quality\":\"high\"", "size,quality,aspect_ratio,resolution", """{"model":"grok-2-image","prompt":"a red kite"}""")]
    public async Task Generate_WhatTheModelDoesNotTake_IsLeftOutAndNamed(string model, string members, string dropped, string body)
    {
        Provider.Answer("xai/answers/url.json");
        using var response = await GenerateAsync(model, members);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo(body));
            Assert.That(response.Headers.GetValues("x-bifrost-dropped-params").Single(), Is.EqualTo(dropped));
            Assert.That(answer["extra_fields"]!["dropped_params"]!.AsArray().Select(change => (string)change!["param"]!), Is.EqualTo(dropped.Split(',')));
        });
    }

    [TestCase("\"aspect_ratio\":\"9:19.5\",\"resolution\":\"4k\"", "9:19.5", "2k", "converted_parameter")]
    [TestCase("\"aspect_ratio\":\"20:9\",\"resolution\":\"1K\"", "20:9", "1k", null)]
    public async Task Generate_RatioAndResolution_AreXaisOwn(string members, string ratio, string resolution, string? warning)
    {
        Provider.Answer("xai/answers/url.json");
        using var response = await GenerateAsync(Model, members);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(((string?)Provider.Json["aspect_ratio"], (string?)Provider.Json["resolution"]), Is.EqualTo((ratio, resolution)));
            Assert.That(Warnings(answer), Is.EqualTo(warning is null ? [] : new[] { warning }));
        });
    }

    [TestCase("xai/answers/base64.json")]
    [TestCase("xai/answers/data-url.json")]
    public async Task Generate_Base64_IsNoDataUrl(string fixture)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync(Model, "\"response_format\":\"b64_json\"");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Does.StartWith("iVBORw0KGgo"));
            Assert.That((string?)answer["output_format"], Is.EqualTo("png"));
            Assert.That(Warnings(answer), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_ClientStreams_GetsACompletedEventPerPicture()
    {
        var picture = (string)ProviderServer.FixtureJson("xai/answers/base64.json")["data"]![0]!["b64_json"]!;
        Provider.AnswerText(
            $$$"""{"data":[{"b64_json":"{{{picture}}}"},{"b64_json":"{{{picture}}}"}],"usage":{"cost_in_usd_ticks":4}}""", "application/json");
        using var response = await GenerateAsync(Model, "\"n\":2,\"stream\":true,\"partial_images\":2");

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo("""{"model":"grok-imagine-image","prompt":"a red kite","n":2,"response_format":"b64_json"}"""));
            Assert.That(events.Select(item => item.Name), Is.EqualTo(new[] { "image_generation.completed", "image_generation.completed" }));
            Assert.That(events.Select(item => (string?)item.Json["b64_json"]), Is.All.EqualTo(picture));
            Assert.That((long?)events[1].Json["usage"]!["cost_in_usd_ticks"], Is.EqualTo(4));
            Assert.That((int?)events[1].Json["usage"]!["total_tokens"], Is.Zero);
        });
    }

    [Test]
    public async Task Generate_SomeBlocked_TheOthersComeWithAWarning()
    {
        Provider.Answer("xai/answers/some-blocked.json");
        using var response = await GenerateAsync(Model, "\"n\":3,\"response_format\":\"b64_json\"");

        var answer = await ReadAsync(response);
        Assert.That(answer["data"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "images_blocked", "fewer_images" }));
    }

    [Test]
    public async Task Generate_MembersOutsideTheContract_ReachXai()
    {
        Provider.Answer("xai/answers/url.json");
        using var response = await GenerateAsync(Model, "\"storage_options\":{\"public\":true}");

        await ReadAsync(response);
        Assert.That(JsonNode.DeepEquals(Provider.Json["storage_options"], JsonNode.Parse("""{"public":true}""")));
    }
}
