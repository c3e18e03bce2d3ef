using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Fallbacks;

/// <summary>A request can spend only so much: its fallbacks and orders are bounded, and no target is asked twice.</summary>
internal sealed class SpendingTests
{
    [TestCase(6, null)]
    [TestCase(16, null)]
    [TestCase(17, null)]
    [TestCase(1, 0)]
    [TestCase(3, 2)]
    public async Task Generate_MoreFallbacksThanAllowed_IsRefusedWithTheSettingsName(int count, int? most)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, Limits("Fallbacks", most), ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Ask(1, [.. Enumerable.Range(0, count).Select(i => $"m{i}")]));

        var error = (await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!;
        Assert.That(((string?)error["param"], (string?)error["code"]), Is.EqualTo(("fallbacks", "invalid_value")));
        Assert.That((string?)error["message"], Does.Contain("Images.Limits.Fallbacks"));
        Assert.That(provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_AsManyFallbacksAsAllowed_AreTried()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Ask(1, "a", "b", "c", "d", "e"));

        Assert.That((int)response.StatusCode, Is.EqualTo(500));
        Assert.That(Models(provider), Is.EqualTo(new[] { "one-a-call", "a", "b", "c", "d", "e" }));
    }

    [Test]
    public async Task Generate_TargetHasFailed_IsNotTriedAgainAndTheTrailSaysSo()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Ask(1, "a", "one-a-call", "a", "b"));

        var trail = (await response.JsonAsync())["extra_fields"]!["attempts"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(Models(provider), Is.EqualTo(new[] { "one-a-call", "a", "b" }));
            Assert.That(trail.Select(line => (string?)line!["model"]), Is.EqualTo(new[] { "one-a-call", "a", "one-a-call", "a", "b" }));
            Assert.That(trail.Select(line => line!["skipped"] is not null), Is.EqualTo(new[] { false, false, true, true, false }));
            Assert.That((string?)trail[2]!["skipped"], Does.Contain("has been tried"));
            Assert.That((bool)trail[2]!["possibly_billed"]!, Is.False);
        });
    }

    [Test]
    public async Task Generate_TenPicturesAndManyFallbacks_PlaceNoMoreOrdersThanAllowed()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("a", provider), ("b", provider), ("c", provider));

        using var response = await gateway.PostAsync(
            Generations, """{"model":"openai/one-a-call","prompt":"a fox","n":10,"fallbacks":["a/one-a-call","b/one-a-call","c/one-a-call"]}""");

        var envelope = await response.JsonAsync();
        var trail = envelope["extra_fields"]!["attempts"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(((int)response.StatusCode, (string?)envelope["error"]!["code"]), Is.EqualTo((500, "some_code")), "the call ends with its failure");
            Assert.That(provider.Requests, Has.Count.LessThanOrEqualTo(20));
            Assert.That((string?)trail[^1]!["skipped"], Does.Contain("Images.Limits.Orders"));
            Assert.That((bool)trail[^1]!["possibly_billed"]!, Is.False);
            Assert.That(trail.Count(line => line!["skipped"] is not null), Is.EqualTo(1), "nothing else is tried");
        });
    }

    [Test]
    public async Task Generate_OneTargetTakesMoreThanAllowed_IsRefusedAndNothingIsSent()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, Limits("Orders", 4), ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Ask(5));
        using var fewer = await gateway.PostAsync(Generations, Ask(4));

        var error = (await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!;
        Assert.That((string?)error["message"], Does.Contain("5 orders").And.Contain("Images.Limits.Orders"));
        // An answer begins with its first picture; all orders are out when it has ended.
        Assert.That((await fewer.JsonAsync())["data"]!.AsArray(), Has.Count.EqualTo(4));
        Assert.That(provider.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Generate_Retries_AreOrdersToo()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429, "c", "Retry-After: 0"));
        var images = Limits("Orders", 2)!;
        images["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 5 }, ["Breaker"] = new JsonObject { ["Enabled"] = false } };
        await using var gateway = await StartAsync(new TestClock(), images, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Ask(1, "a")).WaitAsync(Patience.Long);

        Assert.That((int)response.StatusCode, Is.EqualTo(429));
        Assert.That(Models(provider), Is.EqualTo(new[] { "one-a-call", "one-a-call" }));
    }

    private static string[] Models(RawProvider provider) => [.. provider.Requests.Select(request => (string)JsonNode.Parse(request.Body)!["model"]!)];

    private static JsonObject? Limits(string name, int? value) =>
        value is null ? null : new JsonObject { ["Limits"] = new JsonObject { [name] = value } };

    private static string Ask(int count, params string[] fallbacks) => new JsonObject
    {
        ["model"] = "openai/one-a-call",
        ["prompt"] = "a fox",
        ["n"] = count,
        ["fallbacks"] = new JsonArray([.. fallbacks.Select(model => JsonValue.Create("openai/" + model))]),
    }.ToJsonString();
}
