using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Jobs;
using Iris.Gateway.Legs;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: a stop keeps what runs as long as it may, loses nothing that was not ordered, and is held up by nobody who only waits.</summary>
internal sealed class JobStopTests
{
    [Test]
    public async Task Stop_JobRunsOnLongerThanALease_IsRenewedUntilItsEnd()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var clock = Clock();
        var gateway = await world.StartJobsAsync(provider, configure: clock.Install);
        var path = await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var workers = gateway.Services.GetRequiredService<JobWorkers>();
        await workers.StoppingAsync(default);
        var stopping = workers.StopAsync(default);

        clock.Advance(JobLeases.Length + TimeSpan.FromSeconds(1));

        // Time goes on: a look that was under way when it jumped has noted an older one, and the next comes an interval later.
        await Patience.UntilAsync(
            () =>
            {
                clock.Advance(JobWorkers.Interval);
                return gateway.ScalarAsync("SELECT lease FROM iris_jobs").Result is long lease && lease > clock.GetUtcNow().ToUnixTimeMilliseconds();
            },
            "nobody renews the lease");
        release.SetResult();
        await stopping.WaitAsync(Patience.Long);
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("completed"));
    }

    [Test]
    public async Task Stop_TimeIsOver_OnlyWhatWasNotSentWaitsAgain()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var images = Section("""{"Workers":2}""");
        images["Resilience"] = new JsonObject { ["Concurrency"] = 1, ["Queue"] = 10, ["Retry"] = new JsonObject { ["MaxRetries"] = 0 } };
        var gateway = await world.StartAsync(provider, more: images);
        var sent = await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var waiting = await gateway.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
        await gateway.ReachedAsync(waiting, "running");
        await Patience.UntilAsync(() => gateway.ScalarAsync("SELECT SUM(ordered) FROM iris_jobs").Result is 2L, "both are about to be ordered");
        var resilience = gateway.Services.GetRequiredService<ResilienceRegistry>();
        await Patience.UntilAsync(
            () => resilience.Find("openai", "main")?.Places.GetStatistics() is { CurrentQueuedCount: 1 }, "the second one waits for a place");

        await gateway.EndJobsAsync();

        Assert.That((string?)(await gateway.JobAsync(sent))["status"], Is.EqualTo("interrupted"));
        Assert.That((string?)(await gateway.JobAsync(waiting))["status"], Is.EqualTo("queued"), "it waited for a place at the provider");
        Assert.That(await gateway.ScalarAsync("SELECT ordered FROM iris_jobs WHERE state = 'queued'"), Is.EqualTo(0L));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Stop_ClientsWaitForAJob_AreAnsweredAtOnce()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, """{"Workers":1}""");
        await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var path = await gateway.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
        var asked = gateway.AskAsync(HttpMethod.Get, path + "?wait=60");
        using var events = await gateway.AskAsync(HttpMethod.Get, path, null, AccessWorld.Shop, ("Accept", "text/event-stream"));
        var told = ServerSentEvents.ReadAllAsync(events);
        var watch = gateway.Services.GetRequiredService<JobWatch>();
        await Patience.UntilAsync(() => watch.Count == 2, "both wait");

        gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var answer = await asked.WaitAsync(Patience.Long);
        Assert.That((string?)(await answer.JsonAsync())["status"], Is.EqualTo("queued"));
        Assert.That((await told.WaitAsync(Patience.Long)).Select(one => one.Name), Is.EqualTo(new[] { "queued" }));
    }

    [Test]
    public async Task Wait_JobEndsHere_IsAnsweredWithoutALookAtTheClock()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        // No time passes, so that nothing is polled.
        var clock = Clock();
        var gateway = await world.StartJobsAsync(provider, configure: clock.Install);
        var path = await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var asked = gateway.AskAsync(HttpMethod.Get, path + "?wait=60");
        var watch = gateway.Services.GetRequiredService<JobWatch>();
        await Patience.UntilAsync(() => watch.Count == 1, "it waits");
        release.SetResult();
        using var answer = await asked.WaitAsync(Patience.Long);
        Assert.That((string?)(await answer.JsonAsync())["status"], Is.EqualTo("completed"));
        Assert.That(watch.Count, Is.Zero);
    }

    [Test]
    public async Task Order_NoTimeHasPassed_OnlyTheQueueIsLookedAt()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, configure: Clock().Install);
        await gateway.OrderAsync();
        await provider.ArrivalAsync();
        await gateway.ExecuteAsync("CREATE TABLE renewals (n INTEGER)");
        await gateway.ExecuteAsync(
            "CREATE TRIGGER renewed AFTER UPDATE OF lease ON iris_jobs WHEN OLD.lease IS NOT NULL BEGIN INSERT INTO renewals VALUES (1); END");
        await gateway.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
        await provider.ArrivalAsync();
        Assert.That(await gateway.ScalarAsync("SELECT COUNT(*) FROM renewals"), Is.EqualTo(0L), "what runs is looked after once a second");
    }

    [Test]
    public async Task Reload_SectionIsGone_WhatWasTakenIsMadeAndOnlyNewOnesAreRefused()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, """{"Workers":1}""");
        var first = await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var second = await gateway.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
        await File.WriteAllTextAsync(gateway.ConfigPath, world.File(provider));
        await gateway.ReloadAsync();

        using var refused = await gateway.AskAsync(HttpMethod.Post, Orders, TestGateway.Request);
        Assert.That((string?)(await refused.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["code"], Is.EqualTo("jobs_off"));
        Assert.That((string?)(await gateway.JobAsync(second))["status"], Is.EqualTo("queued"));
        release.SetResult();
        await gateway.ReachedAsync(first, "completed");
        await gateway.ReachedAsync(second, "completed");
        Assert.That(await gateway.ScalarAsync("SELECT MIN(ordered) FROM iris_jobs"), Is.EqualTo(1L), "orders are noted all the same");
    }

    private static TestClock Clock()
    {
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);
        return clock;
    }
}
