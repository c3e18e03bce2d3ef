using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Legs;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Hosting.LegAnswers;
using static Iris.Gateway.Tests.Providers.HuggingFace.HuggingFaceWorld;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>A queue is ordered from once and asked until the picture is there, inside one exchange.</summary>
internal sealed class QueueTests
{
    private const string Order = "POST /v1/fal-ai/fal-ai/flux/dev?_subdomain=queue";
    private const string Status = "GET /v1/fal-ai/fal-ai/flux/requests/019a/status?_subdomain=queue";
    private const string Result = "GET /v1/fal-ai/fal-ai/flux/requests/019a?_subdomain=queue";
    private const string Cancel = "PUT /v1/fal-ai/fal-ai/flux/requests/019a/cancel?_subdomain=queue";

    [Test]
    public async Task Generate_QueueTakesItsTime_PollsAndFetches()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            Says("legs/fal-submit.json"), Says("legs/fal-queued.json"), Says("legs/fal-running.json"), Says("legs/fal-completed.json"),
            Says("answers/fal-data.json"));
        var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        await clock.PollAsync(0);
        await clock.PollAsync(1);
        await clock.PollAsync(2);

        using var response = await posting.WaitAsync(Patience.Long);
        var answer = await response.JsonAsync();
        // A stopping gateway has said all it had to say: there was nothing to cancel.
        await gateway.DisposeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Picture(), Does.StartWith("iVBORw0KGgo"));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Status, Status, Result }));
            Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.All.EqualTo("Bearer test-key-123456"));
        });
    }

    [TestCase(501)]
    [TestCase(401)]
    public async Task Generate_PollFails_IsNotOrderedAgainAndCancelled(int status)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/fal-submit.json"), Says("errors/detail-string.json", status), SaysText("{}"));
        await using var other = RawProvider.Start(Says("answers/fal-data.json"));
        var cluster = ProxyJson.Cluster("huggingface", provider.Address, "test-key-123456", ("Queue", "true"));
        cluster["Destinations"]!["other"] = JsonNode.Parse(
            $$$"""{"Address":"{{{other.Address}}}","Metadata":{"ApiKey":"other-key-123456","Weight":"0"}}""");
        await using var gateway = await TestGateway.StartAsync(clock, null, new JsonObject { ["huggingface"] = cluster });
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        await Patience.UntilAsync(() => provider.Requests.Count == 3, "was not cancelled");
        Assert.Multiple(() =>
        {
            Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Cancel }));
            Assert.That(other.Requests, Is.Empty);
        });
    }

    [TestCase(429)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task Generate_PollFailsForAWhile_IsAskedAgainAndNotOrderedAgain(int status)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            Says("legs/fal-submit.json"), Says("errors/detail-string.json", status), ResetsAsync, Says("legs/fal-completed.json"), Says("answers/fal-data.json"));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        await clock.PollAsync(0);
        await clock.PollAsync(1);
        await clock.PollAsync(2);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync()).Picture(), Does.StartWith("iVBORw0KGgo"));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Status, Status, Result }));
    }

    [Test]
    public async Task Generate_OrderIsNotKnownAtOnce_IsAskedForAgain()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            Says("legs/fal-submit.json"), RawAnswer.Error(404), RawAnswer.Error(404), Says("legs/fal-completed.json"), Says("answers/fal-data.json"));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        for (var poll = 0; poll < 3; poll++)
            await clock.PollAsync(poll);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync()).Picture(), Does.StartWith("iVBORw0KGgo"));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Status, Status, Result }));
    }

    [Test]
    public async Task Generate_OrderThatWasKnownIsGone_IsAFailure()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/fal-submit.json"), Says("legs/fal-running.json"), RawAnswer.Error(404), SaysText("{}"));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        await clock.PollAsync(0);
        await clock.PollAsync(1);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.EnvelopeAsync(HttpStatusCode.NotFound))["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
    }

    // A document that ends early, one that is none, and a connection that breaks in the middle.
    private static IEnumerable<TestCaseData> TornPolls()
    {
        yield return new TestCaseData(SaysText("""{"status":"IN_PRO""")).SetArgDisplayNames("cut");
        yield return new TestCaseData(SaysText("""{"status":]""")).SetArgDisplayNames("malformed");
        yield return new TestCaseData(SaysText("")).SetArgDisplayNames("empty");
        yield return new TestCaseData(
            (Func<RawConnection, Task>)(async connection =>
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"status\":");
                connection.Reset();
            })).SetArgDisplayNames("reset");
    }

    [TestCaseSource(nameof(TornPolls))]
    [TestCaseSource(nameof(Breaks))]
    public async Task Generate_PollBreaksOff_IsAskedAgainAndNotOrderedAgain(Func<RawConnection, Task> torn)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            Says("legs/fal-submit.json"), torn, Says("legs/fal-running.json"), torn, Says("legs/fal-completed.json"), Says("answers/fal-data.json"));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        for (var poll = 0; poll < 4; poll++)
            await clock.PollAsync(poll);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync()).Picture(), Does.StartWith("iVBORw0KGgo"));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Status, Status, Status, Result }));
    }

    [TestCaseSource(nameof(TornPolls))]
    [TestCaseSource(nameof(Breaks))]
    public async Task Generate_PollsBodyBreaksOffAgainAndAgain_IsToldAndCancelled(Func<RawConnection, Task> torn)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            Says("legs/fal-submit.json"),
            connection => connection.Request.Head.StartsWith("PUT", StringComparison.Ordinal)
                ? connection.SendAsync(RawAnswer.Whole(200, "{}"))
                : torn(connection));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        for (var poll = 0; poll <= LegRepeat.Most; poll++)
            await clock.PollAsync(poll);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((int)response.StatusCode, Is.GreaterThanOrEqualTo(500));
        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
        await Patience.UntilAsync(() => provider.Lines()[^1] == Cancel, "was not cancelled");
        Assert.That(provider.Lines().Count(line => line == Status), Is.EqualTo(LegRepeat.Most + 1));
        Assert.That(provider.Lines().Count(line => line == Order), Is.EqualTo(1));
    }

    [Test]
    public async Task Generate_PollStaysBusy_GivesUpAfterSoManyAndCancels()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(
            Says("legs/fal-submit.json"),
            connection => connection.SendAsync(connection.Request.Head.StartsWith("PUT", StringComparison.Ordinal)
                ? RawAnswer.Whole(200, "{}")
                : RawAnswer.Whole(429, "{}")));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        for (var poll = 0; poll <= LegRepeat.Most; poll++)
            await clock.PollAsync(poll);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.TooManyRequests);
        await Patience.UntilAsync(() => provider.Requests.Count == LegRepeat.Most + 3, "was not cancelled");
        Assert.Multiple(() =>
        {
            Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Status, Status, Status, Status, Cancel }));
        });
    }

    private static IEnumerable<TestCaseData> Breaks()
    {
        yield return Case("reset within a chunk", async c => { await c.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("{\"status\":")); c.Reset(); });
        yield return Case("fewer bytes than told", async c =>
        {
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"status\":");
            c.Finish();
        });
        yield return Case("cut short without a length", async c => { await c.SendAsync(RawAnswer.JsonUntilClose + "{\"status\":"); c.Finish(); });
        yield return Case("no JSON", c => c.SendAsync(RawAnswer.Whole(200, "<html>", "Connection: close")));

        static TestCaseData Case(string name, Func<RawConnection, Task> script) => new TestCaseData(script).SetArgDisplayNames(name);
    }

    [Test]
    public async Task Generate_QueueReportsAFailure_IsToldAndNotCancelled()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/fal-submit.json"), Says("legs/fal-completed-error.json"));
        var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        await gateway.DisposeAsync();
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("runner_disconnected"));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status }));
    }

    [Test]
    public async Task Generate_TotalEndsWithinAPoll_Is504AndCancelled()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/fal-submit.json"), RawAnswer.SilenceAsync, SaysText("{}"));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock, Deadlines(total: "00:01:00"));
        var posting = gateway.PostAsync(Generations, HuggingFaceWorld.Ask);
        await provider.ArrivalAsync();
        await clock.PollAsync(0);
        var poll = await provider.ArrivalAsync();

        clock.Advance(TimeSpan.FromMinutes(1));

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.GatewayTimeout);
        await poll.Closed;
        var cancel = await provider.ArrivalAsync();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["message"], Does.Contain("Images.Deadlines.Total"));
            Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
            Assert.That(cancel.Request.Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Status, Cancel }));
        });
    }

    [Test]
    public async Task Generate_ClientHangsUpBetweenPolls_EndsAtOnceAndCancels()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/fal-submit.json"), RawAnswer.SilenceAsync);
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var socket = await gateway.PostRawAsync(HuggingFaceWorld.Ask);
        await provider.ArrivalAsync();
        await clock.BeforePollAsync(0);

        socket.Dispose();

        // The provider holds the cancelling call: neither the end of the exchange nor anything else waits for it.
        var line = await gateway.AccessLineAsync();
        var cancel = await provider.ArrivalAsync();
        Assert.Multiple(() =>
        {
            Assert.That(line["Status"], Is.EqualTo(499));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Cancel }));
            Assert.That(cancel.Request.Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
        });
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        await cancel.Closed;
    }
}
