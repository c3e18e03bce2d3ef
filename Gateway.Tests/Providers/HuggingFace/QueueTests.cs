using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.FaultyWorld;
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

    [TestCase(500)]
    [TestCase(429)]
    [TestCase(401)]
    public async Task Generate_PollFails_IsNotOrderedAgainAndCancelled(int status)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/fal-submit.json"), Says("errors/detail-string.json", status), SaysText("{}"));
        await using var other = RawProvider.Start(Says("answers/fal-data.json"));
        var cluster = ProxyJson.Cluster("huggingface", provider.Address, "test-key-123456", ("Queue", "true"));
        cluster["Destinations"]!["other"] = JsonNode.Parse(
            $$$"""{"Address":"{{{other.Address}}}","Metadata":{"ApiKey":"other-key-123456","Weight":"0"}}""");
        await using var gateway = await FaultyWorld.StartAsync(clock, null, new JsonObject { ["huggingface"] = cluster });
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
