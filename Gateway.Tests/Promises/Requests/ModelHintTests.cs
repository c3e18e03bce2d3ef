using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: a name that leads nowhere is told in the contract's words, and behind them what to write instead.</summary>
internal sealed class ModelHintTests
{
    private const string Unified = "/v1/images/generations";

    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject
    {
        ["sandbox"] = ProxyJson.Sandbox(),
        ["own"] = ProxyJson.Cluster("openai", "http://own.invalid/", "k", ("Models", "house-model")),
        ["openai"] = ProxyJson.Cluster("openai", "env:MISSING_ADDRESS", "env:MISSING_KEY"),
        ["gemini"] = ProxyJson.Cluster("gemini", "http://gemini.invalid/", "env:MISSING_KEY"),
        ["off"] = ProxyJson.Cluster("openai", "http://off.invalid/", "env:MISSING_KEY", ("Enabled", "false")),
    }));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("sandbx/painter", "failed to get config for provider sandbx: not found. Did you mean 'sandbox'? Configured: own, sandbox.")]
    [TestCase("opnai/x", "failed to get config for provider opnai: not found. Did you mean 'openai'? Configured: own, sandbox.")]
    [TestCase("nobody/x", "failed to get config for provider nobody: not found. Configured: own, sandbox.")]
    [TestCase("painter", "model should be in provider/model format: write 'sandbox/painter'")]
    [TestCase("house-model", "model should be in provider/model format: write 'own/house-model'")]
    [TestCase("dreamer", "model should be in provider/model format: write 'PROVIDER/dreamer'. Configured: own, sandbox.")]
    [TestCase("sandbox/", "model should be in provider/model format")]
    [TestCase("openai/m", "no keys found for provider: openai and model: m: MISSING_ADDRESS, MISSING_KEY are not set")]
    [TestCase("gemini/m", "no keys found for provider: gemini and model: m: MISSING_KEY is not set")]
    [TestCase("off/m", "no keys found for provider: off and model: m")]
    public async Task Post_NameThatLeadsNowhere_IsToldTheWayOut(string model, string message) =>
        Assert.That(await MessageAsync(model), Is.EqualTo(message));

    [Test]
    public async Task Post_EditOfAProviderWithoutAKey_NamesTheVariable()
    {
        using var form = new MultipartFormDataContent { { new StringContent("gemini/m"), "model" }, { new StringContent("a fox"), "prompt" } };
        form.Add(new ByteArrayContent([1, 2, 3]), "image", "a.png");
        using var response = await _gateway.Client.PostAsync("/v1/images/edits", form);
        var error = (await response.JsonAsync())["error"]!;
        Assert.That((string?)error["message"], Is.EqualTo("no keys found for provider: gemini and model: m: MISSING_KEY is not set"));
    }

    [Test]
    public async Task Post_BareModelOfARoutesCluster_NamesTheRoute() =>
        Assert.That(await MessageAsync("gpt-image-2"), Does.StartWith("model should be in provider/model format: write 'own/gpt-image-2'"));

    [Test]
    public async Task Post_BareModelOfAClusterWithARoute_NamesTheRoute()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", "http://openai.invalid/") }));
        Assert.That(await MessageAsync("gpt-image-2", gateway), Is.EqualTo("model should be in provider/model format: write 'openai/gpt-image-2', or ask /openai/v1"));
    }

    [TestCase("X-Forwarded-For")]
    [TestCase("Forwarded")]
    [TestCase("Via")]
    public async Task Post_ProviderWithoutAKeyBehindAProxy_DoesNotNameVariables(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Unified) { Content = Body("gemini/m") };
        request.Headers.TryAddWithoutValidation(header, "1.1 somewhere");
        using var response = await _gateway.Client.SendAsync(request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo("no keys found for provider: gemini and model: m"));
    }

    private async Task<string?> MessageAsync(string model, GatewayHost? gateway = null)
    {
        using var content = Body(model);
        using var response = await (gateway ?? _gateway).Client.PostAsync(Unified, content);
        return (string?)(await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["message"];
    }

    private static StringContent Body(string model) => new($$"""{"model":"{{model}}","prompt":"p"}""", Encoding.UTF8, "application/json");
}
