using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Jobs;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: the queue is bounded and fair between keys; a cancelled job ends wherever it stands; a result goes when its time is over.</summary>
internal sealed class JobQueueTests
{
    [TestCase("{}")]
    [TestCase("""{"Finish":true,"Collapse":"5m"}""")]
    public async Task Delete_RunningJob_CancelsAtTheProvider(string idempotency)
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, idempotency, Section());
        var path = await gateway.OrderAsync();
        var connection = await provider.ArrivalAsync();
        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path);
        await connection.Closed;
        Assert.That((string?)(await deleted.JsonAsync())["status"], Is.EqualTo("cancelled"));
        using var again = await gateway.AskAsync(HttpMethod.Delete, path);
        Assert.That((int)again.StatusCode, Is.EqualTo(204));
        using var gone = await gateway.AskAsync(HttpMethod.Get, path);
        await gone.EnvelopeAsync(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Delete_WaitingJob_IsCancelledAndItsRequestIsGone()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, """{"Workers":1}""");
        await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var path = await gateway.OrderAsync();
        var jobs = gateway.Services.GetRequiredService<JobStore>();
        var body = (await jobs.Table!.FindAsync(path[(path.LastIndexOf('/') + 1)..], default))!.Body;
        Assert.That(await jobs.Files.FindAsync(body, default), Is.Not.Null);
        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path);
        Assert.That((string?)(await deleted.JsonAsync())["status"], Is.EqualTo("cancelled"));
        Assert.That(await jobs.Files.FindAsync(body, default), Is.Null);
    }

    [Test]
    public async Task Delete_AsManyWaitAsMay_TellsHowTheJobIsThen()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, """{"Workers":1}""");
        await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var path = await gateway.OrderAsync();
        var watch = gateway.Services.GetRequiredService<JobWatch>();
        for (var i = 0; i < JobWatch.Most; i++)
            Assert.That(watch.TryBegin($"job{i}"), Is.Not.Null);
        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path);
        Assert.That((string?)(await deleted.JsonAsync())["status"], Is.EqualTo("cancelled"));
    }

    [Test]
    public async Task Order_MoreThanAKeyMay_IsRefused()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, """{"QueuePerKey":2,"Workers":1}""");
        for (var i = 0; i < 2; i++)
            await gateway.OrderAsync();
        using var third = await gateway.AskAsync(HttpMethod.Post, Orders, Request);
        var envelope = await third.EnvelopeAsync(HttpStatusCode.TooManyRequests);
        Assert.That(((string?)envelope["error"]!["code"], third.Headers.RetryAfter is not null), Is.EqualTo(("job_queue_full", true)));
        await gateway.OrderAsync(key: RunWorld.Other);
    }

    [Test]
    public async Task Queue_OneKeyOrdersMany_TheOtherIsNotKeptWaitingBehindThem()
    {
        var gate = new SemaphoreSlim(0);
        await using var provider = RawProvider.Start(async connection =>
        {
            await gate.WaitAsync();
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, """{"Workers":1}""");
        for (var i = 0; i < 4; i++)
            await gateway.OrderAsync($$"""{"model":"openai/gpt-image-2","prompt":"shop {{i}}"}""");
        await provider.ArrivalAsync();
        var other = await gateway.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"other"}""", RunWorld.Other);
        gate.Release(5);
        await gateway.ReachedAsync(other, "completed", RunWorld.Other);
        await Patience.UntilAsync(() => provider.Requests.Count == 5, "all five are made");
        Assert.That(provider.Requests.Select(request => JsonNode.Parse(request.Body)!["prompt"]!.ToString()).ToArray()[1], Is.EqualTo("other"));
    }

    [Test]
    public async Task Result_TimeIsOver_IsGone()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        using var accepted = await gateway.AskAsync(HttpMethod.Post, Orders, Request, AccessWorld.Shop, ("x-bf-async-job-result-ttl", "1"));
        var path = accepted.Headers.Location!.OriginalString;
        await Patience.UntilAsync(() => gateway.AskAsync(HttpMethod.Get, path).Result.StatusCode == HttpStatusCode.NotFound, "the result is gone");
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
        using var wrong = await gateway.AskAsync(HttpMethod.Post, Orders, Request, AccessWorld.Shop, ("x-bf-async-job-result-ttl", "soon"));
        await wrong.EnvelopeAsync(HttpStatusCode.BadRequest);
    }
}
