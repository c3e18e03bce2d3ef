using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Fallbacks;

/// <summary>Several keys or addresses of one provider: one that is refused or exhausted is put aside for the request.</summary>
internal sealed class DestinationTests
{
    [TestCase(401)]
    [TestCase(402)]
    [TestCase(403)]
    [TestCase(429)]
    public async Task Generate_KeyIsRefused_AnotherKeyIsTriedAtOnce(int status)
    {
        await using var provider = RawProvider.Start(connection => RefuseFirst(connection, status));
        await using var gateway =
            await StartAsync(null, Retrying, new JsonObject { ["openai"] = Cluster(("first", provider.Address), ("second", provider.Address)) }, First);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var attempts = (await response.JsonAsync())["extra_fields"]!["attempts"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(attempts.Select(line => (string?)line!["destination"]), Is.EqualTo(new[] { "first", "second" }));
            Assert.That(attempts.Select(line => (int)line!["status"]!), Is.EqualTo(new[] { status, 200 }));
            Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.EqualTo(new[] { "Bearer key-of-first", "Bearer key-of-second" }));
            Assert.That(response.Header("x-bifrost-fallback-index"), Is.EqualTo("0"), "another key is no fallback");
        });

        static Task RefuseFirst(RawConnection connection, int code) =>
            connection.Request.Header("Authorization") == "Bearer key-of-first" ? RawAnswer.Error(code)(connection) : RawAnswer.PictureAsync(connection);
    }

    [TestCase(400)]
    [TestCase(500)]
    [TestCase(503)]
    public async Task Generate_RequestIsAtFaultOrMayBeBilled_NoOtherKeyIsTried(int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status));
        await using var gateway = await StartAsync(null, null, new JsonObject { ["openai"] = Cluster(("first", provider.Address), ("second", provider.Address)) });

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_OneAddressRefusesConnections_TheOtherIsUsed()
    {
        await using var dead = RawProvider.Refusing();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway =
            await StartAsync(null, Retrying, new JsonObject { ["openai"] = Cluster(("first", dead.Address), ("second", provider.Address)) }, First);

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 502 provider_connection_failed free", "openai 200 - billed" }));
    }

    [Test]
    public async Task Generate_AllKeysAreRefused_GivesTheFirstError()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(401, "one"), RawAnswer.Error(429, "two"), RawAnswer.Error(403, "three"));
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            ["openai"] = Cluster(("a", provider.Address), ("b", provider.Address), ("c", provider.Address)),
        });

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        var envelope = await response.JsonAsync();
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("one"));
        Assert.That(envelope["extra_fields"]!["attempts"]!.AsArray().Select(line => (string?)line!["destination"]), Is.EquivalentTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public async Task Generate_DestinationsServeDifferentModels_TheRightOneIsAsked()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var cluster = Cluster(("first", provider.Address), ("second", provider.Address));
        cluster["Destinations"]!["first"]!["Metadata"]!["Models"] = "gpt-image-2.5-flare, flux-*";
        cluster["Destinations"]!["second"]!["Metadata"]!["Models"] = "gpt-image-2.6-flare";
        await using var gateway = await StartAsync(null, null, new JsonObject { ["openai"] = cluster });

        foreach (var model in (string[])["gpt-image-2.5-flare", "flux-9", "gpt-image-2.6-flare"])
        {
            using var response = await gateway.PostAsync(Generations, $$"""{"model":"openai/{{model}}","prompt":"a fox"}""");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        using var refused = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox"}""");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)(await refused.JsonAsync())["error"]!["message"], Is.EqualTo("no keys found that support model: gpt-image-2"));
        Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.EqualTo(new[] { "Bearer key-of-first", "Bearer key-of-first", "Bearer key-of-second" }));
    }

    [Test]
    public async Task Generate_WeightZero_IsOnlyAskedWhenNothingElseIsLeft()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429), RawAnswer.PictureAsync);
        var cluster = Cluster(("first", provider.Address), ("second", provider.Address));
        cluster["Destinations"]!["first"]!["Metadata"]!["Weight"] = "0";
        await using var gateway = await StartAsync(null, null, new JsonObject { ["openai"] = cluster });

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.EqualTo(new[] { "Bearer key-of-second", "Bearer key-of-first" }));
    }

    // A retry would wait for real: another key must come before it.
    private static JsonObject Retrying => new() { ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 2, ["Delay"] = "00:01:00", ["MaxDelay"] = "00:01:00" } } };

    private static void First(WebApplicationBuilder builder) => builder.Services.AddSingleton<Random>(new Lowest());

    // Always draws the first of what is there.
    private sealed class Lowest : Random
    {
        public override int Next(int maxValue) => 0;
        public override long NextInt64(long maxValue) => 0;
        public override double NextDouble() => 0;
    }
}
