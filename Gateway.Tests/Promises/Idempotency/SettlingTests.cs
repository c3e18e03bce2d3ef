using System.Net;
using Iris.Gateway.Idempotency;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: the end of a call that cannot be written holds up nobody for ever, and nothing else that is to be written.</summary>
internal sealed class SettlingTests
{
    [Test]
    public async Task Draw_StoreIsSlowWhenTheEndIsTriedAgain_NothingElseWaitsForIt()
    {
        var (release, reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var bucket = await S3Server.StartAsync();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, more: ReplayedPicturesTests.InBucket(bucket));
        var first = gateway.DrawAsync("one");
        await provider.ArrivalAsync();
        await world.ExecuteAsync("ALTER TABLE iris_blobs RENAME TO away");
        release.SetResult();
        using var answer = await first.WaitAsync(Patience.Long);
        var bytes = await answer.BytesAsync();
        var settlements = gateway.Services.GetRequiredService<CallSettlements>();
        await Patience.UntilAsync(() => settlements.Unwritten > 0, "its end is not tried again");
        bucket.BeforeAnswer = async request =>
        {
            if (request.Method != "PUT")
                return;
            reached.TrySetResult();
            await goOn.Task;
        };
        await world.ExecuteAsync("ALTER TABLE away RENAME TO iris_blobs");
        await reached.Task.WaitAsync(Patience.Long);

        var state = gateway.Services.GetRequiredService<StateService>();
        await state.FlushAsync(default).WaitAsync(Patience.Long);
        Assert.That((state.IsReachable, settlements.Unwritten), Is.EqualTo((true, 1)), "the rest of the state is written");
        goOn.SetResult();
        await gateway.SettledAsync();

        using var again = await gateway.DrawAsync("one").WaitAsync(Patience.Long);
        again.AssertReplay();
        Assert.That(await again.BytesAsync(), Is.EqualTo(bytes));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Draw_EndOfTheFirstCannotBeWritten_IsToldWhenTheTimeOfACallIsOver()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            await release.Task;
            connection.Reset();
        });
        await using var world = new RunWorld();
        var clock = new TestClock();
        var gateway = await world.StartAsync(provider, configure: clock.Install);
        using var first = await gateway.DrawAsync("one");
        await world.ExecuteAsync("ALTER TABLE iris_answers RENAME TO away");
        release.SetResult();
        Assert.That(() => first.BytesAsync(), Throws.InstanceOf<HttpRequestException>());
        var settlements = gateway.Services.GetRequiredService<CallSettlements>();
        await Patience.UntilAsync(() => settlements.Unwritten > 0, "its end is written");

        var second = gateway.DrawAsync("one");
        await Patience.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return second.IsCompleted;
            },
            "it waits for ever");
        using var refused = await second;
        Assert.That((string?)(await refused.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["code"], Is.EqualTo("state_unavailable"));

        await world.ExecuteAsync("ALTER TABLE away RENAME TO iris_answers");
        await Patience.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(250));
                return settlements.Count == 0;
            },
            "its end is not tried again");
        using var third = await gateway.DrawAsync("one").WaitAsync(Patience.Long);
        Assert.That((string?)(await third.EnvelopeAsync(HttpStatusCode.BadGateway))["error"]!["code"], Is.EqualTo("interrupted"));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }
}
