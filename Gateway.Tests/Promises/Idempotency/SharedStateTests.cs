using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Idempotency;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Idempotency.RunClients;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: whatever happens to an instance, nothing that may have been billed is ordered again under its key.</summary>
internal sealed class SharedStateTests
{
    [Test]
    public async Task Kill_InTheMiddleOfACall_IsToldAndNotOrderedAgain()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync, RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var directory = await GatewayProgram.DirectoryOfAsync(world.File(provider));
        using var client = new HttpClient();
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var call = client.SendAsync(RequestOf(await UrlAsync(program), "one"));
            await provider.ArrivalAsync();
            await program.KillAsync();
            Assert.That(async () => await call, Throws.InstanceOf<HttpRequestException>());
        }
        await using var again = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        var url = await UrlAsync(again);

        using var second = await client.SendAsync(RequestOf(url, "one"));
        var envelope = await second.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That(((string?)envelope["error"]!["code"], provider.Requests.Count), Is.EqualTo(("interrupted", 1)));
        using var third = await client.SendAsync(RequestOf(url, "two"));
        Assert.That((int)third.StatusCode, Is.EqualTo(200), "a new key is a new order");
    }

    [Test]
    public async Task Draw_StateIsAway_IsRefusedRatherThanOrderedTwice()
    {
        await using var nobody = RawProvider.Refusing();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld
        {
            Database = new JsonObject { ["Postgres"] = $"Host=127.0.0.1;Port={nobody.Port};Username=iris;Password=secret;Timeout=2" },
        };
        var gateway = await world.StartAsync(provider, """{"Collapse":"5m"}""");

        using var keyed = await gateway.DrawAsync("one");
        await keyed.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.That(provider.Requests, Is.Empty);
        using var plain = await gateway.DrawAsync(null);
        Assert.That(((int)plain.StatusCode, provider.Requests.Count), Is.EqualTo((200, 1)), "who gives no key is not held up");
    }

    [TestCase("State", "needs Images.State")]
    [TestCase("Store", "needs Images.Store")]
    public async Task Load_WithoutWhatItNeeds_SaysSoWithTheWayOut(string lacking, string message)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var file = JsonNode.Parse(world.File(provider))!;
        file["Images"]!.AsObject().Remove(lacking);
        var run = await GatewayProgram.RunAsync(await GatewayProgram.DirectoryOfAsync(file.ToJsonString()), "--urls", "http://127.0.0.1:0");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output + run.Error, Does.Contain("Images.Idempotency").And.Contain(message).And.Contain("add \""));
    }

    private static async Task<Uri> UrlAsync(GatewayProgram program)
    {
        var line = await program.LineAsync("Iris listens on ");
        return new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim());
    }

    /// <summary>Two instances on one PostgreSQL.</summary>
    [TestFixtureSource(nameof(Servers))]
    internal sealed class Replicas(string server)
    {
        private string _schema = null!;

        /// <summary>The server, where there is one.</summary>
        public static IEnumerable<string> Servers => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES") is null ? [] : ["postgres"];

        [SetUp]
        public async Task StartAsync() => _schema = await PostgresSchema.CreateAsync();

        [TearDown]
        public Task StopAsync() => PostgresSchema.DropAsync(_schema);

        [Test]
        public async Task Draw_UnderWayAtTheOther_WaitsForItsAnswer()
        {
            Assert.That(server, Is.EqualTo("postgres"));
            var release = new TaskCompletionSource();
            await using var provider = RawProvider.Start(async connection =>
            {
                await release.Task;
                await RawAnswer.PictureAsync(connection);
            });
            await using var world = World();
            var (one, other) = (await world.StartAsync(provider), await world.StartAsync(provider));
            var first = one.DrawAsync("one");
            await provider.ArrivalAsync();
            var second = other.DrawAsync("one");
            using var wrong = await other.DrawAsync("one", TestGateway.StreamRequest);
            Assert.That((int)wrong.StatusCode, Is.EqualTo(422), "the other instance knows of the call");
            release.SetResult();

            using var answer = await first;
            using var replay = await second;
            replay.AssertReplay();
            Assert.That(await replay.BytesAsync(), Is.EqualTo(await answer.BytesAsync()));
            Assert.That(provider.Requests, Has.Count.EqualTo(1));
        }

        [Test]
        public async Task Kill_TheInstanceThatCalls_TheOtherSaysSoWhenItsLeaseIsOver()
        {
            await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
            await using var world = World();
            using var client = new HttpClient();
            await using (var program = GatewayProgram.Start(await GatewayProgram.DirectoryOfAsync(world.File(provider)), "--urls", "http://127.0.0.1:0"))
            {
                var call = client.SendAsync(RequestOf(await UrlAsync(program), "one"));
                await provider.ArrivalAsync();
                await program.KillAsync();
                Assert.That(async () => await call, Throws.InstanceOf<HttpRequestException>());
            }
            var clock = new TestClock();
            clock.SetUtcNow(DateTimeOffset.UtcNow + AnswerTable.Lease + TimeSpan.FromSeconds(1));
            var other = await world.StartAsync(provider, configure: clock.Install);
            using var second = await other.DrawAsync("one");
            var envelope = await second.EnvelopeAsync(HttpStatusCode.BadGateway);
            Assert.That(((string?)envelope["error"]!["code"], provider.Requests.Count), Is.EqualTo(("interrupted", 1)));
        }

        private RunWorld World() => new() { Database = new JsonObject { ["Postgres"] = PostgresSchema.Connection(_schema) } };
    }
}
