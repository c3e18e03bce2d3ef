using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Fallbacks;

/// <summary>A primary whose name leads nowhere fails like any other: its fallbacks are tried.</summary>
internal sealed class UnresolvedPrimaryTests
{
    [TestCase(Generations, "nobody/m", "nobody", "m")]
    [TestCase(Generations, "/m", "", "m")]
    [TestCase(Generations, "openai/", "openai", "")]
    [TestCase("/openai/v1/images/generations", "openai/", "openai", "")]
    public async Task Generate_NameLeadsNowhere_IsServedByTheFallback(string path, string model, string provider, string asked)
    {
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", second));

        using var response = await gateway.PostAsync(path, Ask(model, "openai/gpt-image-2"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        var extra = (await response.JsonAsync())["extra_fields"]!;
        var trail = extra["attempts"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(trail.Select(line => ((string?)line!["provider"], (string?)line["model"], (int)line["status"]!)), Is.EqualTo(new[]
            {
                (provider, asked, 400), ("openai", "gpt-image-2", 200),
            }));
            Assert.That((string?)trail[0]!["skipped"], Is.Not.Empty);
            Assert.That((string?)extra["provider"], Is.EqualTo("openai"));
            Assert.That(response.Header("x-bifrost-fallback-index"), Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task Generate_FallbacksFailToo_TellsThePrimarysError()
    {
        await using var second = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(null, null, ("openai", second));

        using var response = await gateway.PostAsync(Generations, Ask("nobody/m", "openai/gpt-image-2"));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("provider_not_found"));
        Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "nobody 400 invalid_request_error free", "openai 500 some_type billed" }));
    }

    [Test]
    public async Task Generate_NoFallbackLeadsAnywhere_IsThePrimarysErrorAlone()
    {
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", second));

        using var response = await gateway.PostAsync(Generations, Ask("nobody/m", "nobody/n"));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That(((string?)envelope["error"]!["code"], envelope["extra_fields"]!["attempts"]), Is.EqualTo(("provider_not_found", (JsonNode?)null)));
    }

    [Test]
    public async Task Generate_FallbackHasNoKey_IsPassedOverWithAWord()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", provider.Address),
            ["keyless"] = ProxyJson.Cluster("openai", "http://127.0.0.1:1/", "env:NOT_THERE"),
            ["text"] = ProxyJson.Cluster("anthropic", "http://127.0.0.1:1/"),
        });

        using var response = await gateway.PostAsync(Generations, Ask("openai/gpt-image-2", "keyless/m", "text/n"));

        var trail = (await response.JsonAsync())["extra_fields"]!["attempts"]!.AsArray();
        Assert.That(trail.Select(line => (string?)line!["skipped"]), Is.EqualTo(new[]
        {
            null, "no keys found for provider: keyless and model: m", "image_generation is not supported by text provider",
        }));
    }

    private static string Ask(string model, params string[] fallbacks) => new JsonObject
    {
        ["model"] = model,
        ["prompt"] = "a fox",
        ["fallbacks"] = new JsonArray([.. fallbacks.Select(name => JsonValue.Create(name))]),
    }.ToJsonString();
}
