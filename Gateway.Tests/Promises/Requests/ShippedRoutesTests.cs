using System.Net;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>
/// Every route of the shipped proxy.json leads to the provider and model of the contract. Its providers have no key: the envelope tells who was
/// meant.
/// </summary>
internal sealed class ShippedRoutesTests
{
    private static IEnumerable<string> Drawing =>
        ProviderCatalog.All.Providers.Where(provider => provider is { Draws: true, RunsInside: false }).Select(provider => provider.Name);

    private static IEnumerable<string> DrawingNothing =>
        ProviderCatalog.All.Providers.Where(provider => !provider.Draws).Select(provider => provider.Name);

    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(
        await File.ReadAllTextAsync(Repository.PathOf("proxy.json")),
        new Dictionary<string, string> { ["AZURE_OPENAI_ENDPOINT"] = "http://azure.invalid/" });

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("/v1", "openai/gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/V1", "OpenAI/gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/openai/v1", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/openai", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/openai/v1", "azure/my-deployment", "azure", "my-deployment")]
    [TestCase("/openai/v1", "black-forest-labs/flux", "openai", "black-forest-labs/flux")]
    [TestCase("/openai/openai/deployments/my-deployment", "ignored", "azure", "my-deployment")]
    [TestCase("/openai/deployments/my-deployment", "openai/ignored", "azure", "my-deployment")]
    [TestCase("/openai/deployments/openai/gpt-image-2", "ignored", "openai", "gpt-image-2")]
    [TestCase("/openai/openai/deployments/openai/some/model", "ignored", "openai", "some/model")]
    [TestCase("/openai/deployments/my%20deployment", "ignored", "azure", "my deployment")]
    [TestCase("/litellm/v1", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/litellm", "azure/d", "azure", "d")]
    [TestCase("/litellm/openai/deployments/d", "x", "azure", "d")]
    [TestCase("/langchain/v1", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/langchain", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/langchain/openai/deployments/d", "x", "azure", "d")]
    [TestCase("/pydanticai/v1", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/pydanticai", "gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/pydanticai/openai/deployments/d", "x", "azure", "d")]
    [TestCase("/providers/azure/v1", "d", "azure", "d")]
    [TestCase("/providers/openai/v1", "openai/gpt-image-2", "openai", "gpt-image-2")]
    [TestCase("/providers/openai/v1", "azure/d", "openai", "azure/d")]
    public async Task Post_GenerationOnEveryPrefix_ResolvesProviderAndModel(string prefix, string model, string provider, string resolved)
    {
        using var response = await _gateway.PostAsync($"{prefix}/images/generations?api-version=2025-04-01-preview", $$"""{"model":"{{model}}","prompt":"p"}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Does.Match($"^{System.Text.RegularExpressions.Regex.Escape($"no keys found for provider: {provider} and model: {resolved}")}(: .+ (is|are) not set)?$"));
            Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo(provider));
            Assert.That((string)envelope["extra_fields"]!["model_requested"]!, Is.EqualTo(resolved));
            Assert.That((string)envelope["extra_fields"]!["request_type"]!, Is.EqualTo("image_generation"));
            Assert.That(response.Headers.GetValues("x-bifrost-provider"), Is.EqualTo(new[] { provider }));
        });
    }

    [TestCase("/v1")]
    [TestCase("/openai/v1")]
    [TestCase("/openai")]
    [TestCase("/openai/deployments/sandbox/painter")]
    [TestCase("/litellm/v1")]
    [TestCase("/langchain")]
    [TestCase("/pydanticai/openai/deployments/sandbox/painter")]
    [TestCase("/providers/sandbox/v1")]
    public async Task Post_TheSandboxOnEveryPrefix_Draws(string prefix)
    {
        using var response = await _gateway.PostAsync($"{prefix}/images/generations", """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""");
        var answer = await response.JsonAsync();

        Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("sandbox"), answer.ToJsonString());
        Assert.That((string?)answer["extra_fields"]!["resolved_model_used"], Is.EqualTo("painter"));
    }

    [TestCaseSource(nameof(Drawing))]
    public async Task Post_ProviderThatIsNotSetUp_IsToldSo(string provider)
    {
        using var response = await _gateway.PostAsync("/v1/images/generations", $$"""{"model":"{{provider}}/m","prompt":"p"}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Does.Match($"^no keys found for provider: {provider} and model: m(: .+ (is|are) not set)?$"));
    }

    [TestCaseSource(nameof(DrawingNothing))]
    public async Task Post_ProviderThatDrawsNothing_IsUnsupportedAndFallsBack(string provider)
    {
        using var alone = await _gateway.PostAsync("/v1/images/generations", $$"""{"model":"{{provider}}/m","prompt":"p"}""");
        using var helped = await _gateway.PostAsync(
            "/v1/images/generations", $$"""{"model":"{{provider}}/m","prompt":"p","size":"32x32","fallbacks":["sandbox/painter"]}""");

        Assert.That((string?)(await alone.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["code"], Is.EqualTo("unsupported_operation"));
        Assert.That((string?)(await helped.JsonAsync())["extra_fields"]!["provider"], Is.EqualTo("sandbox"));
    }

    [Test]
    public async Task Post_AzurePathWithoutAModel_TakesTheDeployment()
    {
        using var response = await _gateway.PostAsync("/openai/deployments/sandbox/painter/images/generations", """{"prompt":"p","size":"32x32"}""");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
