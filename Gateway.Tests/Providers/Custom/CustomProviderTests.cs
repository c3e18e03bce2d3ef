using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Providers.Custom;

/// <summary>A custom provider is a further cluster id with a known <c>ImageApi</c>: another address, another key, another header.</summary>
internal sealed class CustomProviderTests
{
    [TestCase("", "/v1/images/generations")]
    [TestCase("v1/", "/v1/images/generations")]
    [TestCase("v1", "/v1/images/generations")]
    [TestCase("tenants/7/openai/v3/", "/tenants/7/openai/v3/images/generations")]
    public async Task Generate_AnotherBasePath_IsAskedThere(string basePath, string expected)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("reseller", ProxyJson.Cluster("openai", Address(provider, basePath)));
        using var response = await gateway.PostAsync(Generations, Ask("reseller/acme/flux.1"));

        var seen = provider.Requests.Single();
        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(seen.Head, Does.StartWith($"POST {expected} HTTP/1.1\r\n"));
            Assert.That(seen.Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
            Assert.That((string)JsonNode.Parse(seen.Body)!["model"]!, Is.EqualTo("acme/flux.1"));
            Assert.That((string)answer["data"]![0]!["b64_json"]!, Is.EqualTo(RawAnswer.Pixel));
            Assert.That((string)answer["extra_fields"]!["provider"]!, Is.EqualTo("reseller"));
            Assert.That(response.Header("x-bifrost-provider"), Is.EqualTo("reseller"));
        });
    }

    [Test]
    public async Task Generate_Keyless_SendsNoCredentialNotEvenTheClients()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("local-ai", ProxyJson.Cluster("openai", Address(provider, ""), null, ("Keyless", "true")));
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = Content(Ask("local-ai/stablediffusion")) };
        request.Headers.Add("Authorization", "Bearer mine-all-mine");
        using var response = await gateway.Client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests.Single().Head, Does.Not.Contain("Authorization").IgnoreCase.And.Not.Contain("mine-all-mine"));
    }

    [Test]
    public async Task Generate_KeylessWithAKeyAtHand_SendsNone()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("local-ai", ProxyJson.Cluster("openai", provider.Address, "test-key-123456", ("Keyless", "true")));
        using var response = await gateway.PostAsync(Generations, Ask("local-ai/m"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests.Single().Head, Does.Not.Contain("test-key-123456"));
    }

    [TestCase("openai", "reseller/m")]
    [TestCase("azure", "reseller/m")]
    [TestCase("gemini", "reseller/imagen-4.0-generate-001")]
    public async Task Generate_KeyHeader_CarriesTheBareKeyAndNothingElseDoes(string api, string model)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429));
        await using var gateway = await StartAsync("reseller", ProxyJson.Cluster(api, provider.Address, "the-owners-key", ("KeyHeader", "X-Reseller-Key")));
        using var response = await gateway.PostAsync(Generations, Ask(model));

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(429));
            Assert.That(seen.Header("X-Reseller-Key"), Is.EqualTo("the-owners-key"));
            Assert.That(seen.Head.Split("the-owners-key"), Has.Length.EqualTo(2), "the key stands there once");
            Assert.That(seen.Header("Authorization"), Is.Null);
            Assert.That(seen.Header("api-key"), Is.Null);
            Assert.That(seen.Header("x-goog-api-key"), Is.Null);
        });
    }

    [TestCase("/v1/images/generations", "azure-eu/draw")]
    [TestCase("/providers/azure-eu/v1/images/generations", "draw")]
    [TestCase("/openai/deployments/azure-eu/draw/images/generations?api-version=2024-10-21", "ignored")]
    public async Task Generate_SecondAzure_IsToldFromTheFirst(string path, string model)
    {
        await using var first = RawProvider.Start(RawAnswer.PictureAsync);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["azure"] = ProxyJson.Cluster("azure", Address(first, ""), "key-of-first"),
            ["azure-eu"] = ProxyJson.Cluster("azure", Address(second, ""), "key-of-second", ("ApiVersion", "2025-03-01-preview")),
        });
        using var response = await gateway.PostAsync(path, Ask(model));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(first.Requests, Is.Empty);
        var seen = second.Requests.Single();
        Assert.That(seen.Head, Does.StartWith("POST /openai/deployments/draw/images/generations?api-version=2025-03-01-preview HTTP/1.1\r\n"));
        Assert.That(seen.Header("api-key"), Is.EqualTo("key-of-second"));
    }

    [Test]
    public async Task Generate_CustomStreamAndFallback_WorkAsWithAnyProvider()
    {
        await using var down = RawProvider.Start(RawAnswer.Error(503));
        await using var provider = RawProvider.Start(RawAnswer.EventsAsync);
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["shop.one"] = ProxyJson.Cluster("openai", down.Address),
            ["shop_two"] = ProxyJson.Cluster("openai", provider.Address),
        });
        using var response = await gateway.PostAsync(
            Generations, """{"model":"shop.one/gpt-image-2","prompt":"a fox","stream":true,"partial_images":1,"fallbacks":["shop_two/gpt-image-2"]}""");
        var text = await response.Content.ReadAsStringAsync();

        Assert.That(text, Does.Contain("event: image_generation.partial_image\n").And.Contain("event: image_generation.completed\n"));
        Assert.That(response.Header("x-bifrost-provider"), Is.EqualTo("shop_two"));
    }

    private static Task<GatewayHost> StartAsync(string id, JsonObject cluster) =>
        TestGateway.StartAsync(null, null, new JsonObject { [id] = cluster });

    private static string Address(RawProvider provider, string basePath) => $"http://127.0.0.1:{provider.Port}/{basePath}";

    private static string Ask(string model) => $$"""{"model":"{{model}}","prompt":"a fox"}""";
}
