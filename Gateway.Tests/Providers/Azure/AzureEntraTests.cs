using System.Text.Json.Nodes;
using Azure.Identity;
using Iris.Gateway.Credentials;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Azure;

/// <summary><c>Entra: true</c>: a bearer of the gateway's own identity instead of a key.</summary>
public sealed class AzureEntraTests : IDisposable
{
    private FakeTokenCredential _credential = null!;
    private ProviderServer _provider = null!;

    [SetUp]
    public void Start()
    {
        _credential = new FakeTokenCredential(() => DateTimeOffset.UtcNow.AddHours(1));
        _provider = new ProviderServer();
    }

    [TearDown]
    public void Dispose() => _provider.Dispose();

    [Test]
    public async Task Generate_WithEntra_SendsOneTokenOnEveryCallAndNoKey()
    {
        _provider.Answer("azure/answers/gpt-image.json");
        await using var gateway = await StartAsync(key: null);
        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"azure/house-draw","prompt":"a red kite"}""");
            Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        }

        var calls = _provider.Requests;
        Assert.Multiple(() =>
        {
            Assert.That(calls, Has.Count.EqualTo(2));
            Assert.That(calls.Select(call => call.Headers!["Authorization"].Single()), Is.All.EqualTo("Bearer token-1"));
            Assert.That(calls.Select(call => call.Headers!.ContainsKey("api-key")), Is.All.False);
        });
    }

    [Test]
    public async Task Generate_WithEntraAndAKey_SendsTheKey()
    {
        _provider.Answer("azure/answers/gpt-image.json");
        await using var gateway = await StartAsync("test-key-123456");
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"azure/house-draw","prompt":"a red kite"}""");

        Assert.Multiple(() =>
        {
            Assert.That(_provider.Request.Headers!["api-key"], Is.EqualTo(new[] { "test-key-123456" }));
            Assert.That(_provider.Request.Headers!.ContainsKey("Authorization"), Is.False);
            Assert.That(_credential.Calls, Is.Zero);
        });
    }

    [Test]
    public async Task Generate_NoTokenToBeHad_IsAnEnvelopeThatNamesNoSource()
    {
        _provider.Answer("azure/answers/gpt-image.json");
        _credential.Failure = new AuthenticationFailedException("ManagedIdentityCredential: http://169.254.169.254 refused");
        await using var gateway = await StartAsync(key: null);
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"azure/house-draw","prompt":"a red kite"}""");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(502));
            Assert.That((string)JsonNode.Parse(text)!["error"]!["type"]!, Is.EqualTo("provider_credentials_failed"));
            Assert.That(text, Does.Not.Contain("169.254"));
            Assert.That(_provider.Requests, Is.Empty);
        });
    }

    private Task<GatewayHost> StartAsync(string? key) => GatewayHost.StartAsync(
        ProxyJson.Create(new JsonObject { ["azure"] = ProxyJson.Cluster("azure", _provider.Url, key, ("Entra", "true")) }),
        configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton(new EntraTokens(() => _credential, TimeProvider.System))));
}
