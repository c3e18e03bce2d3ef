using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Jobs;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Idempotency;
using Iris.Gateway.Tests.Promises.Stages;
using Iris.Transforms.Answers;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: what a provider works on when the process ends is counted once, and nothing that was not ordered is.</summary>
internal sealed class JobResumeCostTests
{
    private const string One = """{"model":"bfl/flux-2-pro","prompt":"a fox"}""";
    private const string Two = """{"model":"bfl/flux-2-pro","prompt":"a fox","n":2}""";
    private const string WithFallback = """{"model":"bfl/flux-2-pro","prompt":"a fox","fallbacks":["openai/gpt-image-2"]}""";
    // Of the receipt: three cents.
    private const long Billed = 30_000_000;

    [TestCase(404, "{}", "interrupted")]
    [TestCase(500, "{}", "failed")]
    [TestCase(200, "[1,2]", "failed")]
    public async Task Kill_OrderFailsAfterIt_NoFallbackIsTriedOrCounted(int status, string answer, string end)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), WithFallback);
        provider.Trouble = RawAnswer.Whole(status, answer);

        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));
        var job = await gateway.ReachedAsync(path, end);

        Assert.That(provider.Orders, Is.EqualTo(1));
        if (end == "failed")
        {
            var attempt = job["error"]!["extra_fields"]!["attempts"]!.AsArray().Single()!;
            Assert.That(((string?)attempt["provider"], (bool)attempt["possibly_billed"]!), Is.EqualTo(("bfl", true)));
        }
        await CountedAsync(gateway, Billed);
    }

    [TestCase("""{"Enabled":false}""")]
    [TestCase("""{"Expires":"2020-01-01T00:00:00Z"}""")]
    [TestCase("""{"Operations":["edit"]}""")]
    [TestCase("""{"Models":["openai/*"]}""")]
    public async Task Kill_KeyMayNotCallAnyMore_ItsBudgetAndItsGroupsCountTheOrder(string members)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        await provider.OrderAndKillAsync(File(world, sockets), One);
        provider.IsReady = true;

        await using var gateway = await GatewayHost.StartAsync(File(world, sockets, members));
        await EndedAsync(gateway, "completed");
        await CountedAsync(gateway, Billed);
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [Test]
    public async Task Kill_AStageBeforeTheKeysRefuses_TheOrderIsDeliveredAndCounted()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), One);
        provider.IsReady = true;
        var closed = new NotingStage("closed", []) { Refuse = _ => ImageError.Invalid("closed"), Forbid = _ => ImageError.Invalid("closed") };

        await using var gateway = await GatewayHost.StartAsync(
            File(world, sockets), configure: builder => builder.Services.Insert(0, ServiceDescriptor.Singleton<IImageStage>(closed)));
        await gateway.ReachedAsync(path, "completed");
        await CountedAsync(gateway, Billed);
    }

    // /metrics tells of every gateway of the process.
    [NonParallelizable]
    [Test]
    public async Task Stop_ProviderWorksOnTheOrder_IsCountedOnce()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var gateway = await GatewayHost.StartAsync(File(world, sockets));
        var path = await gateway.OrderAsync(One);
        await Patience.UntilAsync(() => provider.Polled == 1, "the order is polled");
        await gateway.EndJobsAsync();
        Assert.That(await gateway.Client.GetStringAsync("/metrics"), Does.Not.Contain("\"possibly\""), "the next process tells it");
        await gateway.DisposeAsync();

        provider.IsReady = true;
        var next = await GatewayHost.StartAsync(File(world, sockets));
        await next.ReachedAsync(path, "completed");
        await CountedAsync(next, Billed);
        await next.DisposeAsync();
        await using var database = new SqliteDatabase(world.Sqlite);
        var rows = await database.ListAsync("SELECT cost_nano, possibly_nano FROM iris_calls", row => (row.GetInt64(0), row.GetInt64(1)), default);
        Assert.That(rows, Is.EqualTo(new[] { (Billed, 0L) }), "the log as well");
    }

    [TestCase(false, "completed")]
    [TestCase(true, "interrupted")]
    public async Task Kill_OrderCannotBeAskedForYet_IsTriedAgainForAWhileAndCountedOnce(bool isTooLong, string end)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), One, 1, ("Idempotency-Key", "one"));
        provider.IsReady = true;
        await world.ExecuteAsync("CREATE TRIGGER away BEFORE INSERT ON iris_answers BEGIN SELECT RAISE(ABORT, 'away'); END");
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);
        var polls = provider.Polls;

        await using var gateway = await GatewayHost.StartAsync(File(world, sockets), configure: clock.Install);
        // Another gateway's call may have been counted; the pause is this one's.
        await gateway.CountedAsync("unavailable", 1);
        await clock.ArmedAsync(JobRunner.Pause);
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("running"), "nobody can say whether it is asked for again");
        await CountedAsync(gateway, 0);
        if (isTooLong)
        {
            clock.Advance(JobOrdering.LongestWait);
        }
        else
        {
            await world.ExecuteAsync("DROP TRIGGER away");
            clock.Advance(JobRunner.Pause);
            await Patience.UntilAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromMilliseconds(100));
                    return provider.Polls > polls;
                },
                "it is asked for");
        }
        await gateway.ReachedAsync(path, end);
        await CountedAsync(gateway, Billed);
        Assert.That((provider.Orders, provider.Polls > polls), Is.EqualTo((1, !isTooLong)));
    }

    [TestCase("no cluster", "interrupted")]
    [TestCase("no destination", "interrupted")]
    [TestCase("another provider", "failed")]
    public async Task Kill_FileDoesNotLeadToTheOrderAnyMore_WhatItsReceiptSaysIsCounted(string change, string end)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), One);
        var file = JsonNode.Parse(File(world, sockets))!;
        var clusters = file["ReverseProxy"]!["Clusters"]!.AsObject();
        if (change == "no cluster")
        {
            clusters.Remove("bfl");
            file["Images"]!["Prices"]!.AsObject().Remove("bfl/flux-2-pro");
        }
        else if (change == "another provider")
            clusters["bfl"] = clusters["openai"]!.DeepClone();
        else
            clusters["bfl"]!["Destinations"] = new JsonObject { ["renamed"] = clusters["bfl"]!["Destinations"]!.AsObject().First().Value!.DeepClone() };

        await using var gateway = await GatewayHost.StartAsync(file.ToJsonString());
        await gateway.ReachedAsync(path, end);
        await CountedAsync(gateway, Billed);
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [Test]
    public async Task Cancel_OrdersAreAskedForAgain_WhatTheirReceiptsSayIsCounted()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), Two, orders: 2);
        var polls = provider.Polls;

        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));
        await Patience.UntilAsync(() => provider.Polls > polls, "one is asked for");
        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path);
        await gateway.ReachedAsync(path, "cancelled");
        await CountedAsync(gateway, 2 * Billed);
    }

    [Test]
    public async Task Cancel_OrdersCannotBeAskedForYet_WhatTheirReceiptsSayIsCounted()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), One, 1, ("Idempotency-Key", "one"));
        await world.ExecuteAsync("CREATE TRIGGER away BEFORE INSERT ON iris_answers BEGIN SELECT RAISE(ABORT, 'away'); END");
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);

        await using var gateway = await GatewayHost.StartAsync(File(world, sockets), configure: clock.Install);
        await clock.ArmedAsync(JobRunner.Pause);
        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path);
        await gateway.ReachedAsync(path, "cancelled");
        await CountedAsync(gateway, Billed);
    }

    // Where nobody may ask for it.
    private static Task EndedAsync(GatewayHost gateway, string state) =>
        Patience.UntilAsync(() => (string?)gateway.ScalarAsync("SELECT state FROM iris_jobs").Result == state, state);

    // The key's budget and its group's.
    private static Task CountedAsync(GatewayHost gateway, long nano) =>
        gateway.SettledAsync(reading => (reading.Used, reading.Reserved) == (nano, 0));

    private static string File(RunWorld world, RawProvider provider, string members = "{}")
    {
        var key = JsonNode.Parse(members)!.AsObject();
        (key["Group"], key["Budget"]) = ("web", JsonNode.Parse("""{"Usd":10}"""));
        var more = JobClients.Section();
        more["Access"] = AccessWorld.Keys(
            JsonNode.Parse("""{"web":{"Budget":{"Usd":10}}}""")!.AsObject(), ("shop", AccessWorld.Key(AccessWorld.Shop, key.ToJsonString())));
        more["Prices"] = JsonNode.Parse("""{"openai/gpt-image-2":{"Picture":1},"bfl/flux-2-pro":{"Picture":2}}""");
        var clusters = new JsonObject
        {
            ["bfl"] = ProxyJson.Cluster("bfl", provider.Address),
            ["openai"] = ProxyJson.Cluster("openai", provider.Address),
        };
        return ProxyJson.Create(clusters, world.Images(more: more));
    }
}
