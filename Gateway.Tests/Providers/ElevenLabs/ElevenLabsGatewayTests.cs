using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Hosting.LegAnswers;
using static Iris.Gateway.Tests.Providers.ElevenLabs.ElevenLabsWorld;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>An order, its polls and its picture, through the gateway.</summary>
internal sealed class ElevenLabsGatewayTests
{
    [Test]
    public async Task Generate_PictureWanted_IsOrderedPolledAndFetchedWithoutTheKey()
    {
        var clock = new TestClock();
        await using var delivery = RawProvider.Start(SendsPictureAsync);
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Says("legs/pending.json"), Says("legs/generating.json"), Completed(delivery));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, Local);
        var posting = gateway.PostAsync(Generations, """{"model":"elevenlabs/gpt-image-2","prompt":"a fox","size":"1024x1024","quality":"hd","style":"vivid"}""");

        await clock.PollAsync(0);
        await clock.PollAsync(1);
        await clock.PollAsync(2);

        using var response = await posting.WaitAsync(Patience.Long);
        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Picture(), Is.EqualTo(RawAnswer.Pixel));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Poll, Poll, Poll }));
            Assert.That(provider.Requests.Select(request => request.Header("xi-api-key")), Is.All.EqualTo("test-key-123456"));
            Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.All.Null);
            Assert.That(provider.Requests[0].Body, Is.EqualTo("""{"model_id":"gpt-image-2","prompt":"a fox","aspect_ratio":"1:1","resolution":"1K","quality":"high"}"""));
            Assert.That(delivery.Lines().Single(), Does.StartWith("GET /eleven-generations/").And.Contain("X-Goog-Signature=5f2c"));
            Assert.That(delivery.Requests[0].Head, Does.Not.Contain("test-key-123456").And.Not.Contain("xi-api-key").And.Not.Contain("Authorization"));
            Assert.That(response.Header("x-bifrost-dropped-params"), Is.EqualTo("style"));
        });
    }

    [Test]
    public async Task Generate_UrlWanted_IsPassedOnAndNothingIsFetched()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Says("legs/completed.json"));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, """{"model":"elevenlabs/gpt-image-2","prompt":"a fox","response_format":"url"}""");

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((string?)(await response.JsonAsync())["data"]!.AsArray().Single()!["url"], Does.StartWith("https://storage.googleapis.com/eleven-generations/"));
    }

    [Test]
    public async Task Generate_WaitedForAPlace_ThatWaitDoesNotCountWhenItPolls()
    {
        var clock = new TestClock();
        var firstByte = TimeSpan.FromMinutes(1);
        var leave = new TaskCompletionSource();
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await leave.Task;
                await Says("errors/plan.json", 402)(connection);
            },
            async connection =>
            {
                // Queue and order together take longer than either may.
                clock.Advance(firstByte / 3);
                await Says("legs/submit.json")(connection);
            },
            Says("legs/completed.json"));
        var images = Deadlines(firstByte: "00:01:00");
        images["Resilience"] = new JsonObject { ["Concurrency"] = 1, ["Queue"] = 1 };
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, images: images);
        var before = gateway.PostAsync(Generations, Ask);
        await clock.ArmedAsync(firstByte);
        var posting = gateway.PostAsync(Generations, """{"model":"elevenlabs/gpt-image-2","prompt":"a fox","response_format":"url"}""");

        await clock.ArmedAsync(firstByte, times: 2);
        clock.Advance(firstByte * 0.9);
        leave.SetResult();
        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        (await before.WaitAsync(Patience.Long)).Dispose();
    }

    [Test]
    public async Task Stream_TwoPictures_AreOneCompletedEventEach()
    {
        var clock = new TestClock();
        await using var delivery = RawProvider.Start(SendsPictureAsync);
        var completed = Completed(delivery);
        await using var provider = RawProvider.Start(connection =>
            connection.Request.Head.StartsWith("POST", StringComparison.Ordinal) ? Says("legs/submit.json")(connection) : completed(connection));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, Local);
        var posting = gateway.PostAsync(Generations, """{"model":"elevenlabs/gpt-image-2","prompt":"a fox","n":2,"stream":true}""");

        await clock.BeforePollAsync(0, times: 2);
        clock.Advance(TimeSpan.FromSeconds(0.6));

        using var response = await posting.WaitAsync(Patience.Long);
        var events = await ServerSentEvents.ReadAllAsync(response).WaitAsync(Patience.Long);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.completed", "image_generation.completed" }));
            Assert.That(events.Select(e => (string?)e.Json["b64_json"]), Is.All.EqualTo(RawAnswer.Pixel));
            Assert.That(provider.Lines().Order(), Is.EqualTo(new[] { Poll, Poll, Order, Order }));
            Assert.That(delivery.Requests, Has.Count.EqualTo(2));
        });
    }

    [TestCase("moderated", 400, "image_generation_user_error", "moderation_blocked")]
    [TestCase("invalid_parameters", 400, "invalid_request_error", "invalid_parameters")]
    [TestCase("timeout", 504, "server_error", "generation_timeout")]
    [TestCase("charging_failed", 402, "insufficient_quota", "charging_failed")]
    [TestCase("internal_error", 502, "server_error", "internal_error")]
    public async Task Generate_GenerationFails_IsItsReason(string reason, int status, string type, string code)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Says($"failures/{reason}.json"));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, Ask);

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        Assert.That(((string?)envelope["error"]!["type"], (string?)envelope["error"]!["code"]), Is.EqualTo((type, code)));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Poll }));
    }

    [TestCase("errors/validation.json", 422, "literal_error")]
    [TestCase("errors/invalid-key.json", 401, "invalid_api_key")]
    [TestCase("errors/plan.json", 402, "paid_plan_required")]
    public async Task Generate_OrderIsRefused_IsToldAndFree(string fixture, int status, string code)
    {
        await using var provider = RawProvider.Start(Says(fixture, status));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, new TestClock());

        using var response = await gateway.PostAsync(Generations, Ask);

        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
        Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("free"));
    }

    [Test]
    public async Task Generate_GenerationFails_FallsBack()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Says("failures/model_error.json"));
        await using var other = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(clock, null, new JsonObject
        {
            ["elevenlabs"] = ProxyJson.Cluster("elevenlabs", provider.Address),
            ["openai"] = ProxyJson.Cluster("openai", other.Address),
        });
        var posting = gateway.PostAsync(Generations, """{"model":"elevenlabs/gpt-image-2","prompt":"a fox","fallbacks":["openai/gpt-image-2"]}""");

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        var answer = await response.JsonAsync();
        Assert.That(answer.Picture(), Is.EqualTo(RawAnswer.Pixel));
        Assert.That(answer["extra_fields"]!.Trail()[0], Is.EqualTo("elevenlabs 502 server_error billed"));
    }

    [Test]
    public async Task Generate_OrderIsTakenAndTheConnectionLost_IsNotOrderedAgain()
    {
        var clock = new TestClock();
        // The first call leaves its connection open: what is lost then is one that was in use before.
        await using var provider = RawProvider.Start(Says("errors/text.json", 404), ResetsAsync, Says("legs/submit.json"));
        await using var other = RawProvider.Start(Says("legs/submit.json"));
        var cluster = ProxyJson.Cluster("elevenlabs", provider.Address);
        cluster["Destinations"]!["other"] = JsonNode.Parse(
            $$$"""{"Address":"{{{other.Address}}}","Metadata":{"ApiKey":"other-key-123456","Weight":"0"}}""");
        await using var gateway = await TestGateway.StartAsync(
            clock, new JsonObject { ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 3 } } }, new JsonObject { ["elevenlabs"] = cluster });
        using (await gateway.PostAsync(Generations, Ask))
        {
            // Only for the connection.
        }

        using var response = await gateway.PostAsync(Generations, Ask).WaitAsync(Patience.Long);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("provider_connection_failed"));
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { "elevenlabs 502 provider_connection_failed billed" }));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Order }));
            Assert.That(other.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Generate_PollIsBusyAndNamesItsWait_IsAskedAgainAfterIt()
    {
        var clock = new TestClock();
        await using var delivery = RawProvider.Start(SendsPictureAsync);
        await using var provider = RawProvider.Start(
            Says("legs/submit.json"), Says("errors/busy.json", 429, "Retry-After: 7"), Says("errors/busy.json", 503), Completed(delivery));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, Local);
        var posting = gateway.PostAsync(Generations, Ask);

        await clock.PollAsync(0);
        await clock.PassAsync(TimeSpan.FromSeconds(7));
        await clock.PollAsync(2);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync()).Picture(), Is.EqualTo(RawAnswer.Pixel));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Poll, Poll, Poll }));
    }

    [Test]
    public async Task Generate_PollNamesAWaitBeyondTheTotal_IsToldAtOnce()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Says("errors/busy.json", 429, "Retry-After: 60"));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, images: Deadlines(total: "00:00:30"));
        var posting = gateway.PostAsync(Generations, Ask);

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.TooManyRequests);
        Assert.That(response.Header("Retry-After"), Is.EqualTo("60"));
        Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
        Assert.That(provider.Lines(), Is.EqualTo(new[] { Order, Poll }));
    }

    [Test]
    public async Task Generate_PollIsSilent_Is504OfFirstByte()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), RawAnswer.SilenceAsync);
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, images: Deadlines(firstByte: "00:01:00"));
        var posting = gateway.PostAsync(Generations, Ask);
        await provider.ArrivalAsync();
        await clock.PollAsync(0);
        var poll = await provider.ArrivalAsync();

        clock.Advance(TimeSpan.FromMinutes(1));

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.GatewayTimeout);
        await poll.Closed;
        Assert.That((string?)envelope["error"]!["message"], Does.Contain("Images.Deadlines.FirstByte"));
        Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
    }
}
