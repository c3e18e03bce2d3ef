using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Models;

/// <summary>A model that its provider has ended is still asked for; who asks and who operates the gateway are told.</summary>
internal sealed class RetiredModelTests
{
    private const string Generations = "/v1/images/generations";
    private const string Ended = "Model 'gpt-image-1' of provider 'openai' was retired on 2026-10-23; use 'gpt-image-2.6-sunburst'.";

    [Test]
    public async Task Generate_ModelThatHasEnded_IsForwardedWithAWarningAndOneLineInTheLog()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("2026-11-27", provider);
        for (var call = 0; call < 3; call++)
        {
            using var response = await gateway.PostAsync(Generations, Ask("gpt-image-1"));
            var warning = (await response.JsonAsync())["extra_fields"]!["warnings"]!.AsArray().Single(one => (string?)one!["code"] == "model_retired")!;
            Assert.That((string?)warning["message"], Is.EqualTo(Ended));
            Assert.That(((string?)warning["param"], (string?)warning["asked"], (string?)warning["got"]), Is.EqualTo(("model", "gpt-image-1", "gpt-image-2.6-sunburst")));
        }
        Assert.That(provider.Requests.Select(request => (string?)JsonNode.Parse(request.Body)!["model"]), Is.All.EqualTo("gpt-image-1"));
        var line = gateway.Logs.Entries.Single(entry => entry.Id.Name == "ModelRetired");
        Assert.That(line.Message, Does.Contain("openai/gpt-image-1*").And.Contain("2026-10-23").And.Contain("gpt-image-2.6-sunburst"));
    }

    [Test]
    public async Task Stream_ModelThatHasEnded_WarnsInItsLastEvent()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("2026-11-27", provider);
        using var response = await gateway.PostAsync(Generations, Ask("dall-e-3", ",\"stream\":true"));
        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(
            events[^1].Json["extra_fields"]!["warnings"]!.AsArray().Select(warning => (string?)warning!["code"]), Does.Contain("model_retired"));
    }

    // The clock decides: the same model a second earlier is a living one.
    [TestCase("2026-10-22T23:59:59Z", false)]
    [TestCase("2026-10-23T00:00:00Z", true)]
    public async Task Generate_OnTheDay_BeginsToWarn(string now, bool warns)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(now, provider);
        using var response = await gateway.PostAsync(Generations, Ask("gpt-image-1"));
        Assert.That((await response.JsonAsync())["extra_fields"]!["warnings"] is not null, Is.EqualTo(warns));
        Assert.That(gateway.Logs.Entries.Any(entry => entry.Id.Name == "ModelRetired"), Is.EqualTo(warns));
    }

    [Test]
    public async Task Generate_LivingModel_IsNotWarnedOf()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("2026-11-27", provider);
        using var response = await gateway.PostAsync(Generations, Ask("gpt-image-2"));
        Assert.That((await response.JsonAsync())["extra_fields"]!["warnings"], Is.Null);
        Assert.That(gateway.Logs.Entries.Where(entry => entry.Id.Name == "ModelRetired"), Is.Empty);
    }

    [TestCase("gpt-image-1", 404, "provider says 404 " + Ended)]
    [TestCase("gpt-image-1", 410, "provider says 410 " + Ended)]
    [TestCase("gpt-image-1", 400, "provider says 400")]
    [TestCase("gpt-image-1", 429, "provider says 429")]
    [TestCase("gpt-image-2", 404, "provider says 404")]
    public async Task Generate_ProvidersNotFound_NamesTheReplacement(string model, int status, string message)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status));
        await using var gateway = await StartAsync("2026-11-27", provider);
        using var response = await gateway.PostAsync(Generations, Ask(model));
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That((string?)(await response.JsonAsync())["error"]!["message"], Is.EqualTo(message));
    }

    [Test]
    public async Task Generate_FileSaysThatItLives_IsNotWarnedOf()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync("2026-11-27", provider, """{ "openai/gpt-image-1": { "Retired": false } }""");
        using var response = await gateway.PostAsync(Generations, Ask("gpt-image-1"));
        Assert.That((await response.JsonAsync())["extra_fields"]!["warnings"], Is.Null);
    }

    [Test]
    public async Task Generate_FileSaysThatItEnds_IsWarnedOf()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(
            "2026-11-27", provider, """{ "openai/house-*": { "Retired": "2026-11-01", "Replacement": "gpt-image-2" } }""");
        using var response = await gateway.PostAsync(Generations, Ask("house-1"));
        Assert.That(
            (string?)(await response.JsonAsync())["extra_fields"]!["warnings"]![0]!["message"],
            Is.EqualTo("Model 'house-1' of provider 'openai' was retired on 2026-11-01; use 'gpt-image-2'."));
    }

    private static string Ask(string model, string members = "") => $$"""{"model":"openai/{{model}}","prompt":"a fox"{{members}}}""";

    private static Task<GatewayHost> StartAsync(string now, RawProvider provider, string capabilities = "{}")
    {
        var clock = new TestClock();
        clock.SetUtcNow(
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal));
        var images = TestGateway.Calm;
        images["Capabilities"] = JsonNode.Parse(capabilities);
        return TestGateway.StartAsync(clock, images, ("openai", provider));
    }
}
