using System.Text;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: calls of one Idempotency-Key make one order, whichever way their clients come and go.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class JoiningTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Draw_FiftyAtOnce_MakesOneOrderAndGivesAllTheSameBytes(bool stream)
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await (stream ? RawAnswer.EventsAsync(connection) : RawAnswer.PictureAsync(connection));
        });
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);

        var calls = Enumerable.Range(0, 50).Select(_ => gateway.DrawAsync("one", stream ? StreamRequest : Request)).ToArray();
        await gateway.CountedAsync("join", 49);
        release.SetResult();

        var answers = new List<string>();
        var replays = 0;
        foreach (var call in calls)
        {
            using var response = await call;
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            answers.Add(Encoding.UTF8.GetString(await response.BytesAsync()));
            replays += response.Header("x-iris-replay") == "true" ? 1 : 0;
        }
        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0], Does.Contain(RawAnswer.Pixel));
        Assert.That((provider.Requests.Count, replays), Is.EqualTo((1, 49)));
    }

    [Test]
    public async Task Draw_FirstClientLeaves_GoesOnForTheSecond()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var clients = new LeavingClients();
        var gateway = await world.StartAsync(provider, configure: clients.Install);
        var first = await gateway.DrawRawAsync("one");
        await provider.ArrivalAsync();
        var second = gateway.DrawAsync("one");
        await gateway.CountedAsync("join", 1);

        first.Dispose();
        await clients.LeftAsync();
        release.SetResult();

        using var response = await second;
        response.AssertReplay();
        Assert.That(Encoding.UTF8.GetString(await response.BytesAsync()), Does.Contain(RawAnswer.Pixel));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Draw_AllClientsLeave_EndsTheCallAndOrdersAnewWhenAskedAgain()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync, RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        var first = await gateway.DrawRawAsync("one");
        var connection = await provider.ArrivalAsync();
        var second = await gateway.DrawRawAsync("one");
        await gateway.CountedAsync("join", 1);

        first.Dispose();
        second.Dispose();

        await connection.Closed;
        using var third = await gateway.DrawAsync("one");
        third.AssertReplay(false);
        Assert.That(((int)third.StatusCode, provider.Requests.Count), Is.EqualTo((200, 2)));
    }

    [Test]
    public async Task Draw_AllClientsLeaveAndItFinishes_IsGivenToWhoeverAsksAgain()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var clients = new LeavingClients();
        var gateway = await world.StartAsync(provider, """{"Finish":true}""", configure: clients.Install);
        var first = await gateway.DrawRawAsync("one");
        await provider.ArrivalAsync();

        first.Dispose();
        await clients.LeftAsync();
        release.SetResult();

        using var again = await gateway.DrawAsync("one");
        again.AssertReplay();
        Assert.That(Encoding.UTF8.GetString(await again.BytesAsync()), Does.Contain(RawAnswer.Pixel));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
        await gateway.AccessLineAsync(2);
        var lines = gateway.Logs.Entries.Where(entry => entry.Id.Name == "ImageRequest")
            .Select(entry => entry.Values.Single(value => value.Key == "Images").Value);
        Assert.That(lines, Is.EquivalentTo(new object[] { 0, 1 }), "the run's own line tells what was paid for");
    }

    [Test]
    public async Task Draw_JoinsInTheMiddleOfAStream_GetsItFromTheBeginning()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial));
            await release.Task;
            await connection.SendAsync(RawAnswer.Chunk(RawAnswer.Completed) + RawAnswer.LastChunk);
        });
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one", StreamRequest);
        var firstEvents = ServerSentEvents.ReadAsync(await first.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        Assert.That(await firstEvents.MoveNextAsync(), Is.True);

        using var second = await gateway.DrawAsync("one", StreamRequest);
        second.AssertReplay();
        var secondEvents = ServerSentEvents.ReadAsync(await second.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        Assert.That(await secondEvents.MoveNextAsync(), Is.True, "the preview comes while the picture is drawn");
        Assert.That(secondEvents.Current, Is.EqualTo(firstEvents.Current));
        release.SetResult();

        Assert.That(await secondEvents.MoveNextAsync(), Is.True);
        Assert.That(secondEvents.Current.Name, Is.EqualTo("image_generation.completed"));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Draw_AnswerBreaksOff_BreaksOffForAllAndIsNotOrderedAgain()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            await release.Task;
            connection.Reset();
        });
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one");
        using var second = await gateway.DrawAsync("one");
        release.SetResult();

        Assert.That(() => first.BytesAsync(), Throws.InstanceOf<HttpRequestException>());
        Assert.That(() => second.BytesAsync(), Throws.InstanceOf<HttpRequestException>());
        using var third = await gateway.DrawAsync("one");
        var envelope = await third.EnvelopeAsync(System.Net.HttpStatusCode.BadGateway);
        Assert.That(((string?)envelope["type"], provider.Requests.Count), Is.EqualTo(("interrupted", 1)));
    }

    [Test]
    public async Task Draw_RouteTimeIsOver_TellsThatClientAndGoesOnForTheOther()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var file = System.Text.Json.Nodes.JsonNode.Parse(world.File(provider, """{"Finish":true}"""))!;
        file["ReverseProxy"]!["Routes"]!["unified"]!["Timeout"] = "00:00:00.200";
        await using var gateway = await GatewayHost.StartAsync(file.ToJsonString());

        using var first = await gateway.DrawAsync("one");
        Assert.That((int)first.StatusCode, Is.EqualTo(504));
        release.SetResult();
        using var second = await gateway.DrawAsync("one");

        second.AssertReplay();
        Assert.That(((int)second.StatusCode, provider.Requests.Count), Is.EqualTo((200, 1)));
    }
}
