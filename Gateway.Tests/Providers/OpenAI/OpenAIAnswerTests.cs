using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenAI;

/// <summary>A plain answer: what the provider said, verbatim, with index and extra_fields added.</summary>
public sealed class OpenAIAnswerTests : OpenAIFixture
{
    [TestCase("openai/answers/gpt-image.json", "gpt-image-2")]
    [TestCase("openai/answers/gpt-image-webp.json", "gpt-image-2")]
    [TestCase("openai/answers/gpt-image-several.json", "gpt-image-2")]
    [TestCase("openai/answers/gpt-image-data-last.json", "gpt-image-2")]
    [TestCase("openai/answers/gpt-image-future.json", "gpt-image-9")]
    [TestCase("openai/answers/dall-e-3-url.json", "dall-e-3")]
    [TestCase("openai/answers/dall-e-3-base64.json", "dall-e-3")]
    public async Task Generate_ProvidersAnswer_IsPassedOnWithNothingButIndexAndExtraFields(string fixture, string model)
    {
        Provider.Answer(fixture);
        using var response = await GenerateAsync("openai/" + model);

        var answer = await ReadAsync(response);
        var expected = ProviderServer.FixtureJson(fixture);
        for (var i = 0; i < expected["data"]!.AsArray().Count; i++)
            expected["data"]![i]!["index"] = i;
        var extra = answer["extra_fields"]!;
        answer.Remove("extra_fields");
        // The picture's own size and format fill what the provider left unsaid.
        foreach (var name in (string[])["size", "output_format"])
        {
            if (!expected.ContainsKey(name))
                answer.Remove(name);
        }
        Assert.Multiple(() =>
        {
            Assert.That(JsonNode.DeepEquals(answer, expected), answer.ToJsonString());
            Assert.That((string)extra["provider"]!, Is.EqualTo("openai"));
            Assert.That((string)extra["request_type"]!, Is.EqualTo("image_generation"));
            Assert.That((string)extra["model_requested"]!, Is.EqualTo(model));
            Assert.That((string)extra["original_model_requested"]!, Is.EqualTo(model));
            Assert.That((string)extra["resolved_model_used"]!, Is.EqualTo(model));
            Assert.That((long)extra["latency"]!, Is.GreaterThanOrEqualTo(0));
            Assert.That((int)extra["chunk_index"]!, Is.Zero);
            Assert.That(extra["attempts"], Is.Null);
        });
    }

    [Test]
    public async Task Generate_NumbersAndEscapes_KeepTheirSpelling()
    {
        Provider.Answer("openai/answers/gpt-image-future.json");
        using var response = await GenerateAsync("openai/gpt-image-9");

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("1.50").And.Contain(@"""service_tier"":""d\u00e9faut\/1"""));
    }

    [Test]
    public async Task Generate_Headers_TellWhoServed()
    {
        Provider.Answer("openai/answers/gpt-image.json", 200, ("x-request-id", "req_provider"), ("openai-organization", "org-1"), ("Set-Cookie", "__cf_bm=1"));
        using var response = await GenerateAsync("openai/gpt-image-2");

        Assert.Multiple(() =>
        {
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
            Assert.That(Header("x-bifrost-provider"), Is.EqualTo("openai"));
            Assert.That(Header("x-bifrost-original-model"), Is.EqualTo("gpt-image-2"));
            Assert.That(Header("x-bifrost-resolved-model"), Is.EqualTo("gpt-image-2"));
            Assert.That(Header("x-bifrost-fallback-index"), Is.EqualTo("0"));
            Assert.That(Header("x-bifrost-request-type"), Is.EqualTo("image_generation"));
            Assert.That(Header("x-bifrost-upstream-latency-ms"), Does.Match("^[0-9]+$"));
            Assert.That(Header("x-request-id"), Is.Not.Empty.And.Not.EqualTo("req_provider"));
            Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
            Assert.That(response.Headers.Contains("openai-organization"), Is.False);
        });

        string Header(string name) => response.Headers.GetValues(name).Single();
    }

    [TestCase("openai/answers/compatible-bare.json", "jpeg", "64x48")]
    [TestCase("openai/answers/compatible-null-members.json", "png", "64x64")]
    public async Task Generate_WhatAServerLeavesUnsaid_IsReadOffThePictureAndTheClock(string fixture, string format, string size)
    {
        Provider.Answer(fixture);
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var response = await GenerateAsync("openai/own-model");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((long?)answer["created"], Is.InRange(before, DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
            Assert.That((string?)answer["output_format"], Is.EqualTo(format));
            Assert.That((string?)answer["size"], Is.EqualTo(size));
            Assert.That(answer.ContainsKey("usage"), Is.False);
            Assert.That(answer["data"]![0]!.AsObject().Select(member => member.Key), Is.EqualTo(new[] { "b64_json", "index" }));
        });
    }

    [Test]
    public async Task Generate_PictureOtherThanAsked_IsToldInWarnings()
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"size\":\"1536x1024\",\"output_format\":\"webp\",\"n\":2");

        var answer = await ReadAsync(response);
        var warnings = answer["extra_fields"]!["warnings"]!.AsArray()
            .Select(w => $"{(string)w!["code"]!} {(string)w["param"]!} {(string)w["asked"]!} {(string)w["got"]!}");
        Assert.Multiple(() =>
        {
            Assert.That(warnings, Is.EqualTo(new[] { "size_mismatch size 1536x1024 1024x1024", "format_mismatch output_format webp png", "fewer_images n 2 1" }));
            Assert.That((string)answer["size"]!, Is.EqualTo("1024x1024"));
        });
    }

    [Test]
    public async Task Generate_PictureAsAsked_HasNoWarnings()
    {
        Provider.Answer("openai/answers/gpt-image-webp.json");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"size\":\"1536x1024\",\"output_format\":\"webp\",\"n\":1,\"response_format\":\"b64_json\"");

        Assert.That((await ReadAsync(response))["extra_fields"]!["warnings"], Is.Null);
    }

    [TestCase("b64", false, HttpStatusCode.OK)]
    [TestCase("data", false, HttpStatusCode.OK)]
    [TestCase("reject", false, HttpStatusCode.BadRequest)]
    [TestCase("b64", true, HttpStatusCode.BadRequest)]
    [TestCase("data", true, HttpStatusCode.OK)]
    public async Task Generate_UrlAskedOfABase64Model_IsTheInstallationsChoice(string choice, bool strict, HttpStatusCode status)
    {
        Provider.Answer("openai/answers/gpt-image-webp.json");
        await using var gateway = await StartGatewayAsync(("Url", choice), ("Strict", strict));
        using var response = await gateway.PostAsync("/v1/images/generations", Ask("openai/gpt-image-2", "\"response_format\":\"url\""));

        var answer = await ReadAsync(response, status);
        var picture = (string)ProviderServer.FixtureJson("openai/answers/gpt-image-webp.json")["data"]![0]!["b64_json"]!;
        Assert.Multiple(() =>
        {
            if (status != HttpStatusCode.OK)
            {
                Assert.That((string)answer["error"]!["param"]!, Is.EqualTo("response_format"));
                Assert.That((string)answer["error"]!["code"]!, Is.EqualTo("unsupported_parameter"));
                Assert.That(Provider.Requests, Is.Empty);
                return;
            }
            var item = answer["data"]![0]!;
            Assert.That((string?)item["url"], Is.EqualTo(choice == "data" ? "data:image/webp;base64," + picture : null));
            Assert.That((string?)item["b64_json"], Is.EqualTo(choice == "data" ? null : picture));
            Assert.That(Warnings(answer), Is.EqualTo(choice == "data" ? [] : new[] { "response_format_mismatch" }));
        });
    }

    [Test]
    public async Task Generate_MemberTheModelDoesNotTakeUnderStrict_IsRefusedBeforeAnythingIsSent()
    {
        Provider.Answer("openai/answers/gpt-image.json");
        await using var gateway = await StartGatewayAsync(("Strict", true));
        using var response = await gateway.PostAsync("/v1/images/generations", Ask("openai/gpt-image-2", "\"style\":\"vivid\""));

        var answer = await ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Multiple(() =>
        {
            Assert.That((string)answer["error"]!["param"]!, Is.EqualTo("style"));
            Assert.That((string)answer["error"]!["type"]!, Is.EqualTo("invalid_request_error"));
            Assert.That(Provider.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Generate_Base64AskedAndUrlGiven_IsToldInAWarning()
    {
        Provider.Answer("openai/answers/dall-e-3-url.json");
        using var response = await GenerateAsync("openai/dall-e-3", "\"response_format\":\"b64_json\"");

        Assert.That(Warnings(await ReadAsync(response)), Is.EqualTo(new[] { "model_retired", "response_format_mismatch" }));
    }
}
