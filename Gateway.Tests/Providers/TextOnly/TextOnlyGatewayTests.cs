using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Providers.TextOnly;

/// <summary>Providers without an image API through the gateway: refused in the contract's words, never asked, passed by in fallbacks.</summary>
internal sealed class TextOnlyGatewayTests
{
    [TestCase("anthropic")]
    [TestCase("cohere")]
    [TestCase("groq")]
    [TestCase("parasail")]
    [TestCase("perplexity")]
    [TestCase("cerebras")]
    public async Task Generate_TextOnly_IsUnsupportedWithAndWithoutAKey(string api)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            [api] = ProxyJson.Cluster(api, provider.Address),
            ["my-" + api] = ProxyJson.Cluster(api, provider.Address, "env:MISSING"),
        });
        foreach (var (id, stream) in new[] { (api, false), (api, true), ("my-" + api, false), ("my-" + api, true) })
        {
            using var response = await gateway.PostAsync(
                Generations, $$"""{"model":"{{id}}/some-model","prompt":"a fox","stream":{{(stream ? "true" : "false")}}}""");

            var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
            var requestType = stream ? "image_generation_stream" : "image_generation";
            Assert.Multiple(() =>
            {
                Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo($"{requestType} is not supported by {id} provider"));
                Assert.That((string)envelope["error"]!["code"]!, Is.EqualTo("unsupported_operation"));
                Assert.That((bool)envelope["is_bifrost_error"]!, Is.False);
                Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo(id));
                Assert.That((string)envelope["extra_fields"]!["request_type"]!, Is.EqualTo(requestType));
                Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { $"{id} 400 invalid_request_error free" }));
                Assert.That(response.Header("x-bifrost-request-type"), Is.EqualTo(requestType));
            });
        }
        Assert.That(provider.Requests, Is.Empty);
    }

    [TestCase("test-key-123456")]
    [TestCase("env:MISSING")]
    public async Task Generate_Fallbacks_GoPastThoseThatDrawNothing(string key)
    {
        await using var claude = RawProvider.Start(RawAnswer.PictureAsync);
        await using var down = RawProvider.Start(RawAnswer.Error(503));
        await using var painter = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            ["anthropic"] = ProxyJson.Cluster("anthropic", claude.Address, key),
            ["openai"] = ProxyJson.Cluster("openai", down.Address),
            ["groq"] = ProxyJson.Cluster("groq", claude.Address, key),
            ["second"] = ProxyJson.Cluster("openai", painter.Address),
        });
        using var response = await gateway.PostAsync(
            Generations, """{"model":"anthropic/claude","prompt":"a fox","fallbacks":["openai/gpt-image-2","groq/llama","second/gpt-image-2"]}""");

        var extra = (await response.JsonAsync())["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(extra.Trail(), Is.EqualTo(new[]
            {
                "anthropic 400 invalid_request_error free", "openai 503 some_type free", "groq 400 invalid_request_error free", "second 200 - billed",
            }));
            Assert.That(response.Header("x-bifrost-fallback-index"), Is.EqualTo("3"));
            Assert.That(claude.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Generate_OnlyFallbackDrawsNothing_ThePrimarysFailureIsTold()
    {
        await using var down = RawProvider.Start(RawAnswer.Error(503));
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", down.Address),
            ["cohere"] = ProxyJson.Cluster("cohere", down.Address),
        });
        using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["cohere/x"]}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 503 some_type free", "cohere 400 invalid_request_error free" }));
        Assert.That(down.Requests, Has.Count.EqualTo(1));
    }

    [TestCase("/providers/anthropic/v1/images/generations", "claude", "image_generation")]
    [TestCase("/v1/images/edits", "anthropic/claude", "image_edit")]
    [TestCase("/providers/anthropic/v1/images/variations", "x", "image_variation")]
    public async Task Post_OtherWays_AreUnsupportedAsWell(string path, string model, string requestType)
    {
        await using var gateway = await StartAsync(null, null, new JsonObject { ["anthropic"] = ProxyJson.Cluster("anthropic", "http://anthropic.invalid/") });
        using HttpContent body = requestType == "image_generation"
            ? Content($$"""{"model":"{{model}}","prompt":"p"}""")
            : new MultipartFormDataContent { { new StringContent(model), "model" } };
        using var response = await gateway.Client.PostAsync(path, body);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo($"{requestType} is not supported by anthropic provider"));
    }

    [Test]
    public async Task Models_OfTextOnlyClusters_AreNotListed()
    {
        await using var gateway = await StartAsync(
            null,
            JsonNode.Parse("""{ "Capabilities": {}, "Models": { "house": { "Target": "sandbox/painter" }, "words": { "Target": "anthropic/claude" } } }""")!.AsObject(),
            new JsonObject
            {
                ["sandbox"] = ProxyJson.Sandbox(),
                ["anthropic"] = ProxyJson.Cluster("anthropic", "http://anthropic.invalid/", "k-123456", ("Models", "claude")),
            });
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync("/v1/models"))!["data"]!.AsArray();

        Assert.That(list.Select(model => (string)model!["id"]!), Is.EqualTo(new[] { "house", "sandbox/painter" }));
    }

    [Test]
    public async Task Start_TextOnlyCluster_TheTableSaysThatItDrawsNothing()
    {
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            ["anthropic"] = ProxyJson.Cluster("anthropic", "http://anthropic.invalid/"),
            ["groq"] = ProxyJson.Cluster("groq", "http://groq.invalid/", "env:MISSING"),
        });
        var report = gateway.Logs.Entries.Single(entry => entry.Id.Name == "Started").Message;

        Assert.That(report, Does.Contain("\n  anthropic  yes    draws nothing, for routes that pass through\n"));
        Assert.That(report, Does.Contain("\n  groq       no     draws nothing, for routes that pass through; MISSING is not set"));
        Assert.That(report, Does.Not.Contain("curl"), "there is no picture to try");
    }
}
