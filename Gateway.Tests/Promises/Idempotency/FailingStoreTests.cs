using System.Net;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: a store or a state that fails for a while takes no key with it, and no picture.</summary>
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
        using var refused = await gateway.DrawAsync("one");
        await refused.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.That(provider.Requests, Is.Empty);

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
        await using (var connection = new SqliteConnection($"Data Source={world.Sqlite};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE iris_answers SET state = 'running'";
            Assert.That(await command.ExecuteNonQueryAsync(), Is.EqualTo(1));
        }

        using var response = await gateway.DrawAsync("one").WaitAsync(Patience.Long);
        Assert.That(((int)response.StatusCode, provider.Requests.Count), Is.EqualTo((200, 2)));
    }
}
