using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.PassThrough.PassThroughWorld;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>The client's credential never reaches a provider; the destination's does, where the provider wants it.</summary>
internal sealed class ClientCredentialTests
{
    private const string Mine = "mine-all-mine";

    private static readonly (string Name, string Value)[] Everything =
    [
        ("Authorization", "Bearer " + Mine), ("Proxy-Authorization", "Basic " + Mine), ("Cookie", "session=" + Mine),
        ("x-api-key", Mine), ("api-key", Mine), ("x-goog-api-key", Mine), ("xi-api-key", Mine), ("X-Reseller-ApiKey", Mine),
        ("Ocp-Apim-Subscription-Key", Mine), ("x-goog-user-project", Mine), ("x-bf-vk", Mine),
        ("x-amz-date", Mine), ("X-Amz-Security-Token", Mine), ("x-amz-content-sha256", Mine),
        ("X-Forwarded-For", Mine), ("X-Forwarded-Host", Mine), ("Forwarded", "for=" + Mine), ("X-Real-IP", Mine),
    ];

    [TestCase("openai", "Authorization", "Bearer test-key-123456")]
    [TestCase("azure", "api-key", "test-key-123456")]
    [TestCase("gemini", "x-goog-api-key", "test-key-123456")]
    [TestCase("vertex", "x-goog-api-key", "test-key-123456")]
    [TestCase("bedrock", "Authorization", "Bearer test-key-123456")]
    [TestCase("huggingface", "Authorization", "Bearer test-key-123456")]
    [TestCase("anthropic", "x-api-key", "test-key-123456")]
    [TestCase("cohere", "Authorization", "Bearer test-key-123456")]
    [TestCase("groq", "Authorization", "Bearer test-key-123456")]
    [TestCase("parasail", "Authorization", "Bearer test-key-123456")]
    [TestCase("perplexity", "Authorization", "Bearer test-key-123456")]
    [TestCase("cerebras", "Authorization", "Bearer test-key-123456")]
    public async Task Post_EveryCredentialThereIs_OnlyTheDestinationsArrives(string api, string header, string value)
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(provider, api);
        using var request = Post($"/{api}/chat", [.. Everything, ("anthropic-version", "2023-06-01"), ("x-mine", "stays")]);
        using var response = await gateway.Client.SendAsync(request);

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(seen.Head, Does.Not.Contain(Mine));
            Assert.That(seen.Header(header), Is.EqualTo(value));
            Assert.That(seen.Head.Split("test-key-123456"), Has.Length.EqualTo(2), "the key stands there once");
            Assert.That(seen.Head, Does.Not.Contain("X-Forwarded").IgnoreCase);
            Assert.That(seen.Header("Host"), Is.EqualTo($"127.0.0.1:{provider.Port}"));
            Assert.That(seen.Header("anthropic-version"), Is.EqualTo("2023-06-01"));
            Assert.That(seen.Header("x-mine"), Is.EqualTo("stays"));
        });
    }

    [Test]
    public async Task Post_KeylessDestination_CarriesNoCredentialAtAll()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(new JsonObject { ["local"] = ProxyJson.Cluster("openai", provider.Address, null, ("Keyless", "true")) });
        using var response = await gateway.Client.SendAsync(Post("/local/chat", Everything));

        var seen = provider.Requests.Single();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(seen.Head, Does.Not.Contain(Mine).And.Not.Contain("Authorization").IgnoreCase);
    }

    [Test]
    public async Task Post_KeyHeader_CarriesTheBareKeyAndReplacesTheClients()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(
            new JsonObject { ["reseller"] = ProxyJson.Cluster("openai", provider.Address, "the-owners", ("KeyHeader", "X-Reseller")) });
        using var response = await gateway.Client.SendAsync(Post("/reseller/chat", [.. Everything, ("x-reseller", Mine)]));

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(seen.Header("X-Reseller"), Is.EqualTo("the-owners"));
            Assert.That(seen.Header("Authorization"), Is.Null);
            Assert.That(seen.Head, Does.Not.Contain(Mine));
        });
    }

    [TestCase("gemini", "?key=mine-all-mine&alt=sse", "?alt=sse")]
    [TestCase("gemini", "?alt=sse&KEY=mine-all-mine", "?alt=sse")]
    [TestCase("gemini", "?%6Bey=mine-all-mine", "")]
    [TestCase("vertex", "?a=%20b%2Bc&access_token=mine-all-mine&&d", "?a=%20b%2Bc&&d")]
    [TestCase("azure", "?api-version=2025-01-01&api-key=mine-all-mine", "?api-version=2025-01-01")]
    [TestCase("bedrock", "?X-Amz-Signature=mine-all-mine&x=1", "?x=1")]
    [TestCase("openai", "?key=value&limit=2&limit=3&q=%C3%BC+%2F&empty=&flag", "?key=value&limit=2&limit=3&q=%C3%BC+%2F&empty=&flag")]
    public async Task Get_Query_LosesTheCredentialAndNothingElse(string api, string query, string expected)
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(provider, api);
        await RawHttp.ExchangeAsync(gateway.Address, $"GET /{api}/things{query} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.That(provider.Requests.Single().Head.Split("\r\n")[0], Is.EqualTo($"GET /v1/things{expected} HTTP/1.1"));
    }

    [Test]
    public async Task Post_RoutesOwnTransforms_StayInForce()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(
            new JsonObject { ["anthropic"] = ProxyJson.Cluster("anthropic", provider.Address) },
            transforms: JsonNode.Parse("""
                [ { "RequestHeader": "anthropic-version", "Set": "2023-06-01" }, { "RequestHeader": "X-Real-IP", "Set": "the-owner-says-so" },
                  { "ResponseHeaderRemove": "x-inner", "When": "Always" }, { "QueryValueParameter": "beta", "Set": "true" } ]
                """));
        using var response = await gateway.Client.SendAsync(Post("/anthropic/messages", Everything));

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(seen.Head, Does.StartWith("POST /v1/messages?beta=true HTTP/1.1\r\n"));
            Assert.That(seen.Header("anthropic-version"), Is.EqualTo("2023-06-01"));
            Assert.That(seen.Header("X-Real-IP"), Is.EqualTo("the-owner-says-so"));
            Assert.That(seen.Head, Does.Not.Contain(Mine));
        });
    }

    [Test]
    public async Task Post_RouteThatListsItsHeaders_LosesCredentialsAllTheSame()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) },
            transforms: JsonNode.Parse("""[ { "RequestHeadersAllowed": "x-api-key;x-mine;cookie;content-type;content-length" } ]"""));
        using var response = await gateway.Client.SendAsync(Post("/openai/chat/completions", [.. Everything, ("x-mine", "stays"), ("x-other", "goes")]));

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(seen.Head, Does.Not.Contain(Mine));
            Assert.That(seen.Header("x-mine"), Is.EqualTo("stays"));
            Assert.That(seen.Header("x-other"), Is.Null);
            Assert.That(seen.Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
        });
    }
}
