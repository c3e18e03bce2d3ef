using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Fallbacks;

/// <summary>Fallbacks: who is asked, in which order, after which failure, and what the client is told of it.</summary>
internal sealed class FallbackTests
{
    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case("400", RawAnswer.Error(400), "openai 400 some_type free");
        yield return Case("401", RawAnswer.Error(401), "openai 401 some_type free");
        yield return Case("404", RawAnswer.Error(404), "openai 404 some_type free");
        yield return Case("422", RawAnswer.Error(422), "openai 422 some_type free");
        yield return Case("429", RawAnswer.Error(429), "openai 429 some_type free");
        yield return Case("moderated", RawAnswer.Error(400, "moderation_blocked"), "openai 400 some_type free");
        yield return Case("408", RawAnswer.Error(408), "openai 408 some_type billed");
        yield return Case("500", RawAnswer.Error(500), "openai 500 some_type billed");
        yield return Case("502", RawAnswer.Error(502), "openai 502 some_type billed");
        yield return Case("503", RawAnswer.Error(503), "openai 503 some_type free");
        yield return Case("504", RawAnswer.Error(504), "openai 504 some_type billed");
        yield return Case("redirect", c => c.SendAsync("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), "openai 302 server_error free");
        yield return Case("redirect that may have ordered", c => c.SendAsync("HTTP/1.1 303 See Other\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), "openai 303 server_error billed");
        yield return Case("a status that is none", RawAnswer.Error(600), "openai 600 some_type billed");
        yield return Case("HTML", c => c.SendAsync("HTTP/1.1 503 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"), "openai 503 server_error free");
        yield return Case("200 without a picture", c => c.SendAsync(RawAnswer.Whole(200, """{"created":1,"data":[]}""")), "openai 502 provider_response_invalid billed");
        yield return Case("200 with an error", c => c.SendAsync(RawAnswer.Whole(200, """{"error":{"message":"m","type":"some_type","code":"moderation_blocked"}}""")), "openai 400 some_type free");
        yield return Case("reset", c => { c.Reset(); return Task.CompletedTask; }, "openai 502 provider_connection_failed billed");

        static TestCaseData Case(string name, Func<RawConnection, Task> script, string line) =>
            new TestCaseData(script, line).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Generate_PrimaryFails_IsServedByTheFallback(Func<RawConnection, Task> script, string line)
    {
        await using var provider = RawProvider.Start(script);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, Ask("\"second/gpt-image-2\""));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var extra = (await response.JsonAsync())["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That(extra.Trail(), Is.EqualTo(new[] { line, "second 200 - billed" }));
            Assert.That((string?)extra["provider"], Is.EqualTo("second"));
            Assert.That((string?)extra["original_model_requested"], Is.EqualTo("gpt-image-2.6-flare"));
            Assert.That((string?)extra["resolved_model_used"], Is.EqualTo("gpt-image-2"));
            Assert.That(response.Header("x-bifrost-provider"), Is.EqualTo("second"));
            Assert.That(response.Header("x-bifrost-resolved-model"), Is.EqualTo("gpt-image-2"));
            Assert.That(response.Header("x-bifrost-fallback-index"), Is.EqualTo("1"));
            Assert.That(provider.Requests, Has.Count.EqualTo(1));
            Assert.That(second.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Generate_PrimaryRefusesConnections_IsServedByTheFallback()
    {
        await using var provider = RawProvider.Refusing();
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, Ask("\"second/gpt-image-2.6-flare\""));

        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 502 provider_connection_failed free", "second 200 - billed" }));
    }

    [Test]
    public async Task Generate_PrimaryTimesOut_IsServedByTheFallback()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Deadlines(firstByte: "00:01:00"), ("openai", provider), ("second", second));
        var answering = gateway.PostAsync(Generations, Ask("\"second/gpt-image-2.6-flare\""));
        await provider.ArrivalAsync();

        clock.Advance(TimeSpan.FromMinutes(1));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 504 request_timed_out billed", "second 200 - billed" }));
    }

    [Test]
    public async Task Generate_PrimaryHasNoKey_IsServedByTheFallback()
    {
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", "http://127.0.0.1:1/", "env:NOT_THERE"),
            ["second"] = ProxyJson.Cluster("openai", second.Address),
        });

        using var response = await gateway.PostAsync(Generations, Ask("\"second/gpt-image-2.6-flare\""));

        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 400 invalid_request_error free", "second 200 - billed" }));
    }

    [Test]
    public async Task Generate_PrimaryDoesNotTakeTheRequest_IsServedByTheFallback()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, new JsonObject { ["Strict"] = true }, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(
            Generations, """{"model":"openai/gpt-image-2.6-flare","prompt":"a fox","style":"vivid","fallbacks":["second/one-a-call"]}""");

        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 400 invalid_request_error free", "second 200 - billed" }));
        Assert.That(provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_ManyFail_TriesInOrderAndSkipsWhatNamesNobody()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.Error(400));
        await using var third = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, new JsonObject { ["Limits"] = new JsonObject { ["Fallbacks"] = 8 } }, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", provider.Address),
            ["second"] = ProxyJson.Cluster("openai", second.Address),
            ["third"] = ProxyJson.Cluster("openai", third.Address),
            ["keyless"] = ProxyJson.Cluster("openai", "http://127.0.0.1:1/", "env:NOT_THERE"),
        });

        using var response = await gateway.PostAsync(Generations, Ask(
            """ "nobody/model", "bare", "keyless/model", "second/a", {"provider":"unknown","model":"x"}, {"provider":"second","model":"b"}, "third/c", "second/d" """));

        var extra = (await response.JsonAsync())["extra_fields"]!;
        Assert.That(extra["attempts"]!.AsArray().Select(line => (string?)line!["model"]), Is.EqualTo(new[] { "gpt-image-2.6-flare", "model", "a", "b", "c" }));
        Assert.That(extra["attempts"]!.AsArray().Select(line => line!["skipped"] is not null), Is.EqualTo(new[] { false, true, false, false, false }));
        Assert.That(response.Header("x-bifrost-fallback-index"), Is.EqualTo("3"));
        Assert.That(second.Requests.Select(request => (string?)JsonNode.Parse(request.Body)!["model"]), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Generate_BareFallbackOnAnOpenAIRoute_IsThePrimarysProviders()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(404), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync("/openai/v1/images/generations", """{"model":"gpt-image-9","prompt":"a fox","fallbacks":["gpt-image-2.6-flare"]}""");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests.Select(request => (string?)JsonNode.Parse(request.Body)!["model"]), Is.EqualTo(new[] { "gpt-image-9", "gpt-image-2.6-flare" }));
    }

    [TestCase(Ends.Plain)]
    [TestCase(Ends.Stream)]
    public async Task Generate_AllFail_GivesThePrimarysErrorWithTheTrail(string end)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429, "first_code", "Retry-After: 7", "x-leak: first"));
        await using var second = RawProvider.Start(RawAnswer.Error(500, "second_code", "Retry-After: 9", "x-leak: second"));
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response =
            await gateway.PostAsync(Generations, $$"""{"model":"openai/gpt-image-2.6-flare","prompt":"a fox","fallbacks":["second/gpt-image-2"]{{end}}}""");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        var envelope = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("first_code"));
            Assert.That((string?)envelope["extra_fields"]!["provider"], Is.EqualTo("openai"));
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 429 some_type free", "second 500 some_type billed" }));
            Assert.That(response.Header("Retry-After"), Is.EqualTo("7"));
            Assert.That(response.Header("x-bifrost-provider"), Is.EqualTo("openai"));
            Assert.That(response.Header("x-bifrost-resolved-model"), Is.EqualTo("gpt-image-2.6-flare"));
            Assert.That(response.Header("x-bifrost-fallback-index"), Is.EqualTo("0"));
            Assert.That(response.Header("x-leak"), Is.Null);
        });
        var line = await gateway.AccessLineAsync();
        Assert.That(line["Status"], Is.EqualTo(429));
        Assert.That(line["Attempts"], Is.EqualTo(2));
    }

    [Test]
    public async Task Generate_FallbackServes_LeaksNothingOfTheFailedAttempt()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500, "some_code", "Retry-After: 7", "x-leak: first", "Set-Cookie: a=b", "Content-Language: fr"));
        await using var second = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(200, RawAnswer.Json, "x-own: second", "Set-Cookie: c=d")));
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, Ask("\"second/gpt-image-2.6-flare\""));

        var names = response.Headers.Concat(response.Content.Headers).Select(header => header.Key.ToLowerInvariant());
        Assert.That(names, Has.None.AnyOf("retry-after", "x-leak", "x-own", "set-cookie", "content-language"));
    }

    [Test]
    public async Task Generate_FallbackIsAsked_GetsTheSameParameters()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, """
            {"model":"openai/gpt-image-2.6-flare","prompt":"a \u0066ox","n":2,"size":"1024x1024","quality":"high","user":"u","background":"opaque","fallbacks":["second/gpt-image-2.6-flare"],"fancy":{"a":[1,2]}}
            """);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(second.Requests[0].Body, Is.EqualTo(provider.Requests[0].Body));
        var body = JsonNode.Parse(second.Requests[0].Body)!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)body["prompt"], Is.EqualTo("a fox"));
            Assert.That((int)body["n"]!, Is.EqualTo(2));
            Assert.That((string?)body["quality"], Is.EqualTo("high"));
            Assert.That(body["fallbacks"], Is.Null);
        });
    }

    [TestCase("", "a")]
    [TestCase(""","fallbacks":["second/b"]""", "b")]
    public async Task Generate_AliasWithFallbacks_UsesThemUnlessTheRequestHasItsOwn(string fallbacks, string served)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        var images = new JsonObject
        {
            ["Models"] = new JsonObject { ["house"] = new JsonObject { ["Target"] = "openai/gpt-image-2.6-flare", ["Fallbacks"] = new JsonArray("second/a") } },
        };
        await using var gateway = await StartAsync(null, images, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, $$"""{"model":"house","prompt":"a fox"{{fallbacks}}}""");

        var extra = (await response.JsonAsync())["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)extra["original_model_requested"], Is.EqualTo("house"));
            Assert.That((string?)extra["resolved_model_used"], Is.EqualTo(served));
            Assert.That((string?)JsonNode.Parse(provider.Requests[0].Body)!["model"], Is.EqualTo("gpt-image-2.6-flare"));
        });
    }

    private static string Ask(string fallbacks) => $$"""{"model":"openai/gpt-image-2.6-flare","prompt":"a fox","fallbacks":[{{fallbacks}}]}""";

    private static class Ends
    {
        public const string Plain = "";
        public const string Stream = ",\"stream\":true";
    }
}
