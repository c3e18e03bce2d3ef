using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: no name of a model leads to another path of its provider's host, however it comes in.</summary>
internal sealed class ModelPathTests
{
    private RawProvider _provider = null!;
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(RawAnswer.PictureAsync);
        var clusters = new JsonObject();
        foreach (var api in (string[])["azure", "gemini", "bfl"])
            clusters[api] = ProxyJson.Cluster(api, _provider.Address);
        clusters["vertex"] = ProxyJson.Cluster("vertex", _provider.Address, "k");
        clusters["bedrock"] = ProxyJson.Cluster("bedrock", _provider.Address, "k", ("BaseModel", "amazon.nova-canvas-v1:0"));
        clusters["huggingface"] = ProxyJson.Cluster("huggingface", _provider.Address);
        _gateway = await TestGateway.StartAsync(null, null, clusters);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Test, Combinatorial]
    public async Task Post_NameThatIsAPath_Is400AndNothingIsSent(
        [Values("azure", "gemini", "vertex", "bedrock", "bfl", "huggingface/fal-ai", "huggingface/hf-inference")] string provider,
        [Values("..", ".", "a/../b", "a//b", "a?b", "a#b", "a\\\\b", "a\\u0000b", "a\\nb", "%2e%2e", "a%2F..%2Fb", "%252e%252e", "a%3Fb", "a%5Cb", "a%00b", "..;x", "%C0%AE%C0%AE")] string model)
    {
        using var response = await _gateway.PostAsync(Generations, $$"""{"model":"{{provider}}/{{model}}","prompt":"p"}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["param"], Is.EqualTo("model"), envelope.ToJsonString());
        Assert.That(_provider.Requests, Is.Empty);
    }

    [TestCase("/openai/deployments/azure%2F../images/generations")]
    [TestCase("/openai/deployments/azure%2F%2E%2E/images/generations")]
    [TestCase("/openai/deployments/%252e%252e/images/generations")]
    [TestCase("/openai/deployments/a%2F%2Fb/images/generations")]
    [TestCase("/openai/deployments/a%3Fb/images/generations")]
    [TestCase("/openai/deployments/a%23b/images/generations")]
    [TestCase("/openai/deployments/a%5Cb/images/generations")]
    [TestCase("/openai/deployments/a%252f..%252fb/images/generations")]
    public async Task Post_DeploymentThatIsAPath_IsRefusedAndNothingIsSent(string path)
    {
        var answer = await RawHttp.ExchangeAsync(
            _gateway.Address, $"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{{\"prompt\":\"p\"}}");

        Assert.That(answer, Does.StartWith("HTTP/1.1 400 "), answer);
        Assert.That(_provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Post_DeploymentOfALongName_Is400()
    {
        using var response = await _gateway.PostAsync($"/openai/deployments/{new string('d', 513)}/images/generations", """{"prompt":"p"}""");
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo("'model' must be at most 512 characters long."));
    }
}
