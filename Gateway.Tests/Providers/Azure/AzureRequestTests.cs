using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Azure;

/// <summary>Azure gets the deployment in the path or in the body, never in both, and the resource's key.</summary>
public sealed class AzureRequestTests : AzureFixture
{
    private const string Classic = "/openai/deployments/house-draw/images/generations";
    private const string WithoutModel = """{"prompt":"a red kite"}""";
    private const string WithModel = """{"model":"house-draw","prompt":"a red kite"}""";

    [TestCase("azure", Classic, "?api-version=2025-04-01-preview", WithoutModel)]
    [TestCase("dated", Classic, "?api-version=2024-10-21", WithoutModel)]
    [TestCase("suffix", Classic, "?api-version=2025-04-01-preview", WithoutModel)]
    [TestCase("suffix-v1", Classic, "?api-version=2025-04-01-preview", WithoutModel)]
    [TestCase("hub", "/hub" + Classic, "?api-version=2025-04-01-preview", WithoutModel)]
    [TestCase("v1", "/openai/v1/images/generations", "", WithModel)]
    [TestCase("v1-suffix", "/openai/v1/images/generations", "", WithModel)]
    public async Task Generate_EachSurfaceAndAddress_ReachesItsPathWithTheModelInOnePlace(string cluster, string path, string query, string body)
    {
        Provider.Answer("azure/answers/gpt-image.json");
        using var response = await GenerateAsync(cluster + "/house-draw");

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Path, Is.EqualTo(path));
            Assert.That(Provider.Request.RawQuery, Is.EqualTo(query));
            Assert.That(Provider.Request.Body, Is.EqualTo(body));
            Assert.That(Provider.Request.Headers!["api-key"], Is.EqualTo(new[] { Key }));
            Assert.That(Provider.Request.Headers!.ContainsKey("Authorization"), Is.False);
        });
    }

    // The Azure SDKs reach the gateway on these paths; their own api-version and key are not the provider's business.
    [TestCase("/openai/openai/deployments/house-draw/images/generations?api-version=2024-02-01", Classic, WithoutModel)]
    [TestCase("/openai/deployments/house-draw/images/generations?api-version=2024-02-01", Classic, WithoutModel)]
    [TestCase("/openai/openai/deployments/v1/house-draw/images/generations", "/openai/v1/images/generations", WithModel)]
    [TestCase("/openai/deployments/v1/house-draw/images/generations", "/openai/v1/images/generations", WithModel)]
    [TestCase("/openai/deployments/v1%2Fhouse-draw/images/generations", "/openai/v1/images/generations", WithModel)]
    [TestCase("/openai/deployments/openai/house-draw/images/generations", "/v1/images/generations", WithModel)]
    [TestCase("/openai/deployments/openai/house/draw/images/generations", "/v1/images/generations", """{"model":"house/draw","prompt":"a red kite"}""")]
    public async Task Generate_DeploymentInTheClientsPath_WinsOverTheBodysModel(string asked, string path, string body)
    {
        Provider.Answer("azure/answers/gpt-image.json");
        using var response = await Gateway.PostAsync(asked, Ask("openai/gpt-image-2"));

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Path, Is.EqualTo(path));
            Assert.That(Provider.Request.Body, Is.EqualTo(body));
        });
    }

    [TestCase("/openai/deployments/house-draw/images/generations")]
    [TestCase("/openai/openai/deployments/house-draw/images/generations")]
    public async Task Generate_NoModelInTheBody_IsNotMissed(string asked)
    {
        Provider.Answer("azure/answers/gpt-image.json");
        using var response = await Gateway.PostAsync(asked, """{"prompt":"a red kite"}""");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Path, Is.EqualTo(Classic));
            Assert.That((string)answer["extra_fields"]!["resolved_model_used"]!, Is.EqualTo("house-draw"));
            Assert.That((string)answer["extra_fields"]!["provider"]!, Is.EqualTo("azure"));
        });
    }

    [Test]
    public async Task Generate_DeploymentWithReservedCharacters_StaysOneSegment()
    {
        Provider.Answer("azure/answers/gpt-image.json");
        using var response = await GenerateAsync("azure/house[b]/c");

        await ReadAsync(response);
        Assert.That(Provider.Request.AbsoluteUrl, Does.Contain("/openai/deployments/house%5Bb%5D%2Fc/images/generations?api-version="));
    }

    [TestCase("gpt-image-2", """{"prompt":"a red kite","n":1,"quality":"high","output_format":"jpeg","user":"u"}""", "style,safety_identifier,complexity")]
    [TestCase("dalle3", """{"prompt":"a red kite","n":1,"quality":"high","style":"vivid","response_format":"url","user":"u"}""", "output_format,safety_identifier,complexity")]
    [TestCase("house-draw", """{"prompt":"a red kite","n":1,"quality":"high","style":"vivid","response_format":"url","output_format":"jpeg","user":"u"}""", "safety_identifier,complexity")]
    public async Task Generate_MembersOfADeployment_FollowItsRow(string deployment, string body, string dropped)
    {
        Provider.Answer("azure/answers/gpt-image.json");
        using var response = await GenerateAsync(
            "azure/" + deployment,
            """
            "n":1,"quality":"high","style":"vivid","response_format":"url","output_format":"jpeg","user":"u","safety_identifier":"s","complexity":"low"
            """);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo(body));
            Assert.That(response.Headers.GetValues("x-bifrost-dropped-params"), Is.EqualTo(new[] { dropped }));
        });
    }

    [Test]
    public async Task Generate_HeadersOfTheClient_NeverReachTheProvider()
    {
        Provider.Answer("azure/answers/gpt-image.json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/deployments/house-draw/images/generations?api-version=client")
        {
            Content = new StringContent("""{"prompt":"a red kite"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        foreach (var name in (string[])["Authorization", "api-key", "Cookie", "X-Forwarded-For", "x-ms-client-request-id", "traceparent", "X-Custom"])
            request.Headers.TryAddWithoutValidation(name, "client-" + name);
        using var response = await Gateway.Client.SendAsync(request);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(
                Provider.Request.Headers!.Keys,
                Is.EquivalentTo(new[] { "Accept", "Accept-Encoding", "api-key", "Content-Length", "Content-Type", "Host", "User-Agent" }));
            Assert.That(Provider.Request.Headers!.Values.SelectMany(value => value), Has.None.Contains("client"));
        });
    }
}
