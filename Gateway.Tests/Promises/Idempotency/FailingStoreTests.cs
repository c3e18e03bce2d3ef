using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Idempotency;
using Iris.Gateway.Spool;
using Iris.Gateway.Store;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: a store or a state that fails for a while takes no key with it, and no picture.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class FailingStoreTests
{
    [Test]
    public async Task Draw_NoFileCanBeMade_IsOrderedWhenTheStoreIsBack()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        var (folder, away) = (Path.Combine(world.Store, "new"), Path.Combine(world.Store, "away"));
        Directory.Move(folder, away);
        // In the folder's place, so that it cannot be made again.
        await File.WriteAllTextAsync(folder, "");
        using var refused = await gateway.DrawAsync("one");
        await refused.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.That(provider.Requests, Is.Empty);

        File.Delete(folder);
        Directory.Move(away, folder);
        using var response = await gateway.DrawAsync("one").WaitAsync(Patience.Long);
        Assert.That(((int)response.StatusCode, provider.Requests.Count), Is.EqualTo((200, 1)));
    }

    [Test]
    public async Task Draw_NoFileCanBeMadeAndNoKeyIsGiven_GoesThroughEachTime()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, """{"Collapse":"5m"}""");
        Directory.Move(Path.Combine(world.Store, "new"), Path.Combine(world.Store, "away"));
        await File.WriteAllTextAsync(Path.Combine(world.Store, "new"), "");
        for (var orders = 1; orders <= 2; orders++)
        {
            using var response = await gateway.DrawAsync(null).WaitAsync(Patience.Long);
            Assert.That(((int)response.StatusCode, provider.Requests.Count), Is.EqualTo((200, orders)));
        }
    }

    [Test]
    public async Task Draw_ClaimWasCommittedAndNotAnswered_IsOrdered()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one");
        await first.BytesAsync();
        await gateway.SettledAsync();
        Assert.That(await world.ExecuteAsync("UPDATE iris_answers SET state = 'running'"), Is.EqualTo(1));

        using var response = await gateway.DrawAsync("one").WaitAsync(Patience.Long);
        Assert.That(((int)response.StatusCode, provider.Requests.Count), Is.EqualTo((200, 2)));
    }

    [TestCase("one")]
    [TestCase(null)]
    public async Task Draw_StoreHasNoRoomForTheAnswer_AllItsClientsGetItWhole(string? key)
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await release.Task;
                await connection.SendAsync(Large);
            },
            RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, """{"Collapse":"5m"}""", Narrow(world));
        var calls = Enumerable.Range(0, 3).Select(_ => gateway.DrawAsync(key)).ToArray();
        await gateway.CountedAsync("join", 2);
        release.SetResult();
        foreach (var call in calls)
        {
            using var response = await call.WaitAsync(Patience.Long);
            var answer = JsonNode.Parse(await response.BytesAsync())!;
            Assert.That(Convert.FromBase64String((string)answer["data"]![0]!["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        }
        await gateway.SettledAsync();
        Assert.That(gateway.Services.GetRequiredService<StoreService>().Files!.Counters.Failures, Is.EqualTo(1));

        using var later = await gateway.DrawAsync(key);
        Assert.That(((int)later.StatusCode, provider.Requests.Count), Is.EqualTo(key is null ? (200, 2) : (502, 1)));
        await later.BytesAsync();
        var spool = gateway.Services.GetRequiredService<SpoolBudget>();
        await Patience.UntilAsync(() => spool.Taken == 0, "the spool's room is not given back");
    }

    [Test]
    public async Task Draw_NeitherStoreNorSpoolHasRoom_IsAFailureOfItsOwn()
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(Large));
        await using var world = new RunWorld();
        var folder = Directory.CreateDirectory(world.Sqlite + "-spool").FullName;
        var more = Narrow(world);
        more["Spool"] = new JsonObject { ["Folder"] = folder };
        var gateway = await world.StartAsync(provider, more: more);
        Directory.Delete(folder);
        await using var other = gateway.Services.GetRequiredService<StoreService>().Files!.Create(new NewFile(FileKind.Answer, null, TimeSpan.FromHours(1)));
        other.Write(new byte[1 << 20]);

        using var response = await gateway.DrawAsync("one");
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("store_failed"));
        await gateway.SettledAsync();
        using var again = await gateway.DrawAsync("one");
        Assert.That((string?)(await again.EnvelopeAsync(HttpStatusCode.BadGateway))["error"]!["code"], Is.EqualTo("interrupted"));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [TestCase("one")]
    [TestCase(null)]
    public async Task Draw_IndexOfTheStoreIsAwayAtTheEnd_IsKeptWhenItIsBack(string? key)
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, """{"Collapse":"5m"}""");
        var first = gateway.DrawAsync(key);
        await provider.ArrivalAsync();
        await world.ExecuteAsync("ALTER TABLE iris_blobs RENAME TO away");
        release.SetResult();
        using var answer = await first.WaitAsync(Patience.Long);
        var bytes = await answer.BytesAsync();
        var settlements = gateway.Services.GetRequiredService<CallSettlements>();
        await Patience.UntilAsync(() => settlements.Unwritten > 0, "its end is not tried again");
        await world.ExecuteAsync("ALTER TABLE away RENAME TO iris_blobs");
        await gateway.SettledAsync();

        using var again = await gateway.DrawAsync(key).WaitAsync(Patience.Long);
        again.AssertReplay();
        Assert.That(await again.BytesAsync(), Is.EqualTo(bytes));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    private static byte[] Picture { get; } = EditWorld.Png(8, 8, 2_000_000);

    private static string Large { get; } = RawAnswer.Whole(200, RawAnswer.Json.Replace(RawAnswer.Pixel, Convert.ToBase64String(Picture)));

    private static JsonObject Narrow(RunWorld world) => new() { ["Store"] = new JsonObject { ["Directory"] = world.Store, ["Bytes"] = 1 << 20 } };
}
