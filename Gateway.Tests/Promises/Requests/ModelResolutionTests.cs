using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The contract's table of model names (docs/contract.md, section 2 and appendix A.5), through the gateway.</summary>
internal sealed class ModelResolutionTests
{
    private const string Unified = "/v1/images/generations";
    private const string OpenAI = "/openai/v1/images/generations";

    private GatewayHost _gateway = null!;

    // The sandbox's model is "painter"; whatever else it is asked for, it answers 404 and names.
    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(
        new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(),
            ["second"] = ProxyJson.Sandbox(),
            ["narrow"] = ProxyJson.Cluster("sandbox", "http://sandbox/", null, ("Models", "painter,paint*")),
            ["nokey"] = ProxyJson.Cluster("openai", "http://openai.invalid/", "env:MISSING_KEY"),
        },
        JsonNode.Parse("""
            { "Models": {
                "house": { "Target": "second/painter" },
                "careful": { "Target": "sandbox/painter~status=500", "Fallbacks": [ "nokey/x", "second/painter" ] },
                "shadow/painter": { "Target": "second/painter" } } }
            """)!.AsObject()));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    private static string Ask(string model, string more = "") => $$"""{"model":"{{model}}","prompt":"p","size":"32x32"{{more}}}""";

    [TestCase(Unified, "sandbox/painter", "sandbox", "painter", "painter")]
    [TestCase(Unified, "SANDBOX/painter", "sandbox", "painter", "painter")]
    [TestCase(Unified, " second/painter ", "second", "painter", "painter")]
    [TestCase(Unified, "house", "second", "house", "painter")]
    [TestCase(Unified, "HOUSE", "second", "HOUSE", "painter")]
    [TestCase(Unified, "shadow/painter", "second", "shadow/painter", "painter")]
    [TestCase(Unified, "narrow/painter", "narrow", "painter", "painter")]
    [TestCase(Unified, "narrow/painter~delay=0s", "narrow", "painter~delay=0s", "painter~delay=0s")]
    [TestCase(OpenAI, "painter", "sandbox", "painter", "painter")]
    [TestCase(OpenAI, "second/painter", "second", "painter", "painter")]
    [TestCase(OpenAI, "house", "second", "house", "painter")]
    [TestCase("/providers/second/v1/images/generations", "painter", "second", "painter", "painter")]
    [TestCase("/providers/second/v1/images/generations", "second/painter", "second", "painter", "painter")]
    public async Task Post_KnownName_IsServedByItsProvider(string path, string model, string provider, string requested, string resolved)
    {
        using var response = await _gateway.PostAsync(path, Ask(model));
        var answer = await response.JsonAsync();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        var extra = answer["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That((string)extra["provider"]!, Is.EqualTo(provider));
            Assert.That((string)extra["model_requested"]!, Is.EqualTo(requested));
            Assert.That((string)extra["original_model_requested"]!, Is.EqualTo(requested));
            Assert.That((string)extra["resolved_model_used"]!, Is.EqualTo(resolved));
            Assert.That(response.Headers.GetValues("x-bifrost-provider").Single(), Is.EqualTo(provider));
            Assert.That(response.Headers.GetValues("x-bifrost-resolved-model").Single(), Is.EqualTo(resolved));
            Assert.That(response.Headers.GetValues("x-bifrost-fallback-index").Single(), Is.EqualTo("0"));
        });
    }

    [TestCase(Unified, "painter", "model should be in provider/model format")]
    [TestCase(Unified, "/painter", "model should be in provider/model format")]
    [TestCase(Unified, "sandbox/", "model should be in provider/model format")]
    [TestCase(Unified, "nobody/painter", "failed to get config for provider nobody: not found")]
    [TestCase(Unified, "nokey/gpt-image-2", "no keys found for provider: nokey and model: gpt-image-2")]
    [TestCase(OpenAI, "nokey/gpt-image-2", "no keys found for provider: nokey and model: gpt-image-2")]
    [TestCase(Unified, "narrow/dreamer", "no keys found that support model: dreamer")]
    [TestCase("/providers/nokey/v1/images/generations", "x", "no keys found for provider: nokey and model: x")]
    public async Task Post_NameThatLeadsNowhere_Is400InTheContractsWords(string path, string model, string message)
    {
        using var response = await _gateway.PostAsync(path, Ask(model));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo(message).Or.Match($"^{System.Text.RegularExpressions.Regex.Escape(message)}[.:] .+"));
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("invalid_request_error"));
        Assert.That((bool)envelope["is_bifrost_error"]!, Is.False);
    }

    [Test]
    public async Task Post_UnknownPrefixOnAnOpenAIRoute_BelongsToTheModel()
    {
        using var response = await _gateway.PostAsync(OpenAI, Ask("black-forest-labs/flux"));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.NotFound);
        Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo("sandbox"));
        Assert.That((string)envelope["extra_fields"]!["resolved_model_used"]!, Is.EqualTo("black-forest-labs/flux"));
    }

    [TestCase("""["second/painter"]""", 1)]
    [TestCase("""["nobody/x","nokey/x","second/painter"]""", 1)]
    [TestCase("""["bare","house"]""", 1)]
    [TestCase("""[{"provider":"second","model":"painter"}]""", 1)]
    [TestCase("""["sandbox/painter~status=503","second/painter"]""", 2)]
    public async Task Post_Fallbacks_SkipWhatLeadsNowhere(string fallbacks, int index)
    {
        using var response = await _gateway.PostAsync(Unified, Ask("sandbox/painter~status=500", $",\"fallbacks\":{fallbacks}"));
        var answer = await response.JsonAsync();

        Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("second"), answer.ToJsonString());
        Assert.That((string)answer["extra_fields"]!["model_requested"]!, Is.EqualTo("painter~status=500"));
        Assert.That(response.Headers.GetValues("x-bifrost-fallback-index").Single(), Is.EqualTo($"{index}"));
    }

    [Test]
    public async Task Post_BareFallbackOnAnOpenAIRoute_IsThePrimarysProviders()
    {
        using var response = await _gateway.PostAsync(OpenAI, Ask("second/painter~status=500", ",\"fallbacks\":[\"painter\"]"));
        var answer = await response.JsonAsync();

        Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("second"), answer.ToJsonString());
    }

    [Test]
    public async Task Post_AliasWithFallbacks_TakesThemUnlessTheCallerListsItsOwn()
    {
        using var aliased = await _gateway.PostAsync(Unified, Ask("careful"));
        var answer = await aliased.JsonAsync();
        using var own = await _gateway.PostAsync(Unified, Ask("careful", ",\"fallbacks\":[\"narrow/painter\"]"));
        var ownAnswer = await own.JsonAsync();

        Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("second"), answer.ToJsonString());
        Assert.That((string?)answer["extra_fields"]!["attempts"]![0]!["provider"], Is.EqualTo("sandbox"));
        Assert.That((string?)ownAnswer["extra_fields"]!["provider"], Is.EqualTo("narrow"));
    }
}
