using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Resilience;

/// <summary>A call is repeated only where the provider cannot have drawn anything, and never for longer than allowed.</summary>
internal sealed class RetryTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(8);

    [Test]
    public async Task Generate_BusyWithoutRetryAfter_IsRepeatedAfterABackOff()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.Error(429), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Retrying(2), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);

        var wait = await clock.ArmedAsync(IsBackOff);
        clock.Advance(wait);

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
        Assert.That(provider.Requests[1], Is.EqualTo(provider.Requests[0]));
    }

    [TestCase(429, "Retry-After: 3", 3000)]
    [TestCase(429, "Retry-After: 8", 8000)]
    [TestCase(429, "retry-after-ms: 1234", 1234)]
    [TestCase(503, "Retry-After: 3", 3000)]
    [TestCase(503, "Retry-After: Sat, 01 Jan 2000 00:00:05 GMT", 5000)]
    public async Task Generate_ProviderNamesTheWait_IsRepeatedAfterIt(int status, string header, double milliseconds)
    {
        var clock = new TestClock();
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        await using var provider = RawProvider.Start(RawAnswer.Error(status, "c", header), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Retrying(2), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);
        await clock.ArmedAsync(wait);

        clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
        clock.Advance(TimeSpan.FromMilliseconds(1));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task Generate_NamedWaitIsNothing_IsRepeatedAtOnce(int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status, "c", "Retry-After: 0"), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Retrying(2), ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("-Infinity")]
    [TestCase("∞")]
    [TestCase("1e400")]
    [TestCase("-5")]
    [TestCase("")]
    public async Task Generate_WaitIsNoNumber_IsIgnored(string milliseconds)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            RawAnswer.Error(429, "c", $"retry-after-ms: {milliseconds}"), RawAnswer.Error(429, "c", $"retry-after-ms: {milliseconds}", "Retry-After: 3"), RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Retrying(2), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);

        clock.Advance(await clock.ArmedAsync(IsBackOff));
        await clock.PassAsync(TimeSpan.FromSeconds(3));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    // Hugging Face's models that are being loaded, and Google's RetryInfo.
    [TestCase("huggingface", 503, 3, "{\"error\":\"Model is loading\",\"estimated_time\":3.0}")]
    [TestCase("gemini", 429, 5, "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"4.2s\"}]}}")]
    [TestCase("gemini", 503, 5, "{\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"5s\"}]}}")]
    public async Task Generate_BodyNamesTheWait_IsRepeatedAfterIt(string api, int status, double seconds, string body)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(status, body)));
        await using var gateway = await StartAsync(clock, Retrying(1), new JsonObject { ["p"] = ProxyJson.Cluster(api, $"http://127.0.0.1:{provider.Port}/v1beta/") });
        var answering = gateway.PostAsync(Generations, $$"""{"model":"p/{{(api == "gemini" ? "gemini-3-pro-image" : "hf-inference/black-forest-labs/FLUX.1-dev")}}","prompt":"a fox"}""");

        await clock.PassAsync(TimeSpan.FromSeconds(seconds));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That((int)response.StatusCode, Is.EqualTo(status), await response.Content.ReadAsStringAsync());
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [TestCase("huggingface", 503, "{\"error\":\"Model is loading\",\"estimated_time\":9.0}")]
    [TestCase("gemini", 429, "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProject\"}]}]}}")]
    public async Task Generate_BodyNamesALongWait_IsNotRepeated(string api, int status, string body)
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(status, body)));
        await using var gateway = await StartAsync(new TestClock(), Retrying(1), new JsonObject { ["p"] = ProxyJson.Cluster(api, $"http://127.0.0.1:{provider.Port}/v1beta/") });

        using var response = await gateway.PostAsync(Generations, $$"""{"model":"p/{{(api == "gemini" ? "gemini-3-pro-image" : "hf-inference/black-forest-labs/FLUX.1-dev")}}","prompt":"a fox"}""").WaitAsync(Patience.Long);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    private static IEnumerable<TestCaseData> NotRepeated()
    {
        yield return Case("a wait beyond the longest", RawAnswer.Error(429, "c", "Retry-After: 9"), 429);
        yield return Case("a long wait of an overloaded provider", RawAnswer.Error(503, "c", "Retry-After: 9"), 503);
        yield return Case("overloaded, no wait named", RawAnswer.Error(503), 503);
        yield return Case("advised against", RawAnswer.Error(429, "c", "x-should-retry: false", "Retry-After: 1"), 429);
        yield return Case("advised against, overloaded", RawAnswer.Error(503, "c", "x-should-retry: false", "Retry-After: 1"), 503);
        yield return Case("advised for what may be billed", RawAnswer.Error(500, "c", "x-should-retry: true", "Retry-After: 1"), 500);
        yield return Case("a quota that is used up", RawAnswer.Error(429, "insufficient_quota"), 429);
        yield return Case("a quota that is used up, with a wait", RawAnswer.Error(429, "insufficient_quota", "Retry-After: 1"), 429);
        yield return Case("a wait that is no number, overloaded", RawAnswer.Error(503, "c", "retry-after-ms: NaN"), 503);
        yield return Case("500", RawAnswer.Error(500), 500);
        yield return Case("502", RawAnswer.Error(502, "c", "Retry-After: 1"), 502);
        yield return Case("504", RawAnswer.Error(504, "c", "Retry-After: 1"), 504);
        yield return Case("400", RawAnswer.Error(400), 400);
        yield return Case("408", RawAnswer.Error(408, "c", "Retry-After: 1"), 408);
        yield return Case("409", RawAnswer.Error(409, "c", "Retry-After: 1"), 409);
        yield return Case("reset", c => { c.Reset(); return Task.CompletedTask; }, 502);
        yield return Case("cut short", async c => { await c.SendAsync(RawAnswer.JsonUntilClose + "{"); c.Finish(); }, 502);
        yield return Case("no picture", c => c.SendAsync(RawAnswer.Whole(200, "{}")), 502);

        static TestCaseData Case(string name, Func<RawConnection, Task> script, int status) =>
            new TestCaseData(script, status).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(NotRepeated))]
    public async Task Generate_MayBeBilledOrTooLong_IsNotRepeated(Func<RawConnection, Task> script, int status)
    {
        await using var provider = RawProvider.Start(script, RawAnswer.PictureAsync);
        // The clock stands still: a wait would never end.
        await using var gateway = await StartAsync(new TestClock(), Retrying(3), ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_TimesOut_IsNotRepeated()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        var images = Deadlines(firstByte: "00:10:00");
        images["Resilience"] = Retrying(3)["Resilience"]!.DeepClone();
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);
        await provider.ArrivalAsync();

        clock.Advance(TimeSpan.FromMinutes(10));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_ConnectionIsRefused_IsRepeatedSoOftenAndNoMore()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Refusing();
        await using var gateway = await StartAsync(clock, Retrying(2), ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);

        clock.Advance(await clock.ArmedAsync(IsBackOff));
        Assert.That(answering.IsCompleted, Is.False);
        clock.Advance(await clock.ArmedAsync(IsBackOff, 2));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        var envelope = await response.JsonAsync();
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("provider_connection_failed"));
        Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 502 provider_connection_failed free" }));
    }

    [Test]
    public async Task Generate_StaysBusy_GivesTheProvidersErrorWithItsRetryAfter()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429, "c", "Retry-After: 0"));
        await using var gateway = await StartAsync(new TestClock(), Retrying(2), ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request).WaitAsync(Patience.Long);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(response.Header("Retry-After"), Is.EqualTo("1"), "never 0: that would be an invitation to a storm");
        Assert.That(provider.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Generate_TotalRunsOutDuringTheWait_Is504()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.Error(429, "c", "Retry-After: 8"), RawAnswer.PictureAsync);
        var images = Deadlines(total: "00:00:05");
        images["Resilience"] = Retrying(3)["Resilience"]!.DeepClone();
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        var answering = gateway.PostAsync(Generations, Request);
        await clock.ArmedAsync(MaxDelay);

        clock.Advance(TimeSpan.FromSeconds(5));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    // The jitter makes a wait longer or shorter, but never longer than the longest.
    private static bool IsBackOff(TimeSpan due) => due > TimeSpan.Zero && due <= MaxDelay && due != TimeSpan.FromSeconds(1);

    private static JsonObject Retrying(int times) => new()
    {
        ["Resilience"] = new JsonObject
        {
            ["Retry"] = new JsonObject { ["MaxRetries"] = times, ["Delay"] = Delay.ToString(), ["MaxDelay"] = MaxDelay.ToString() },
            ["Breaker"] = new JsonObject { ["Enabled"] = false },
        },
    };
}
