using System.Text.Json.Nodes;
using Iris.Gateway.Store;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Idempotency;
using Iris.Gateway.Tests.Promises.Store;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: a store that is full of pictures takes no waiting job its request.</summary>
internal sealed class JobRequestTests
{
    [Test]
    public async Task Clean_StoreIsFullWhileAJobWaits_TheJobIsMade()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        var folder = Directory.CreateTempSubdirectory("iris-jobs-").FullName;
        await using (var world = new RunWorld())
        {
            var more = Section("""{"Workers":1}""");
            more["Store"] = new JsonObject { ["Directory"] = folder, ["Bytes"] = 1 << 20 };
            var gateway = await world.StartAsync(provider, more: more);
            var first = await gateway.OrderAsync();
            var second = await gateway.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
            await provider.ArrivalAsync();
            foreach (var letter in "ab")
                await gateway.KeepAsync(new string(letter, 700_000));
            var files = gateway.Store().Files!;
            await new StoreCleaner(files).CleanAsync(default);
            Assert.That(files.Counters.Bytes, Is.LessThan(1 << 20), "a picture is gone");
            release.SetResult();
            await gateway.ReachedAsync(first, "completed");
            await gateway.ReachedAsync(second, "completed");
        }
        Directory.Delete(folder, recursive: true);
    }
}
