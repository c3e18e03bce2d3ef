using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Idempotency;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: a job tells how it goes on, and whoever comes back after a lost connection misses nothing.</summary>
internal sealed class JobEventTests
{
    private static readonly (string, string) Events = ("Accept", "text/event-stream");

    [Test]
    public async Task Events_ConnectionIsLostInTheMiddle_GoOnBehindTheLastOne()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var path = await gateway.OrderAsync();
        await provider.ArrivalAsync();
        string? id;
        using (var first = await gateway.AskAsync(HttpMethod.Get, path, null, AccessWorld.Shop, Events))
        {
            Assert.That(first.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
            using var reader = new StreamReader(await first.Content.ReadAsStreamAsync());
            id = await reader.ReadLineAsync().WaitAsync(Patience.Long);
            Assert.That(id, Does.StartWith("id: "));
            Assert.That(await reader.ReadLineAsync().WaitAsync(Patience.Long), Is.EqualTo("event: running"));
        }
        var second = gateway.AskAsync(HttpMethod.Get, path, null, AccessWorld.Shop, Events, ("Last-Event-ID", id![4..]));
        using var events = await second;
        release.SetResult();
        var rest = await ServerSentEvents.ReadAllAsync(events).WaitAsync(Patience.Long);
        Assert.That(rest.Select(one => one.Name), Is.EqualTo(new[] { "completed" }), "what was seen is not told again");
        Assert.That((string?)rest[0].Json["result"]!["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
    }

    [Test]
    public async Task Events_TheEndHasBeenSeen_ThereIsNoMore()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var path = await gateway.OrderAsync();
        await gateway.ReachedAsync(path, "completed");
        using var first = await gateway.AskAsync(HttpMethod.Get, path, null, AccessWorld.Shop, Events);
        var id = (await first.Content.ReadAsStringAsync()).Split('\n')[0];
        Assert.That(id, Does.StartWith("id: "));
        using var again = await gateway.AskAsync(HttpMethod.Get, path, null, AccessWorld.Shop, Events, ("Last-Event-ID", id[4..]));
        Assert.That((int)again.StatusCode, Is.EqualTo(204));
    }

    [Test]
    public async Task Events_JobIsOver_AreItsEnd()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(400));
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        var path = await gateway.OrderAsync();
        await gateway.ReachedAsync(path, "failed");
        using var response = await gateway.AskAsync(HttpMethod.Get, path, null, AccessWorld.Shop, Events);
        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(events.Select(one => one.Name), Is.EqualTo(new[] { "failed" }));
        Assert.That((int?)events[0].Json["error"]!["status_code"], Is.EqualTo(400));
    }
}
