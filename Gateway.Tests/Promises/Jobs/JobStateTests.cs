using System.Text.Json.Nodes;
using Iris.Gateway.Jobs;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: jobs outlive the process, in their order; what may have been billed is told, what was not ordered is made.</summary>
internal sealed class JobStateTests
{
    [Test]
    public async Task Kill_OneRunsAndTwoWait_TheOneIsInterruptedAndTheTwoAreMadeInOrder()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync, RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var directory = await GatewayProgram.DirectoryOfAsync(world.File(provider, more: Section("""{"Workers":1}""")));
        using var client = new HttpClient();
        var paths = new List<string>();
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var url = await UrlAsync(program);
            for (var i = 0; i < 3; i++)
                paths.Add(await client.OrderAsync(url, $$"""{"model":"openai/gpt-image-2","prompt":"job {{i}}"}"""));
            await provider.ArrivalAsync();
            await program.KillAsync();
        }
        await using var again = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        var next = await UrlAsync(again);

        var interrupted = await client.ReachedAsync(next, paths[0], "interrupted");
        await client.ReachedAsync(next, paths[1], "completed");
        await client.ReachedAsync(next, paths[2], "completed");
        Assert.That((string?)interrupted["error"]!["error"]!["code"], Is.EqualTo("interrupted"));
        Assert.That(provider.Requests.Select(request => (string?)JsonNode.Parse(request.Body)!["prompt"]), Is.EqualTo(new[] { "job 0", "job 1", "job 2" }));
    }

    [Test]
    public async Task Kill_ResultIsThere_IsFetchedAfterANewStart()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var directory = await GatewayProgram.DirectoryOfAsync(world.File(provider, more: Section()));
        using var client = new HttpClient();
        string path;
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var url = await UrlAsync(program);
            path = await client.OrderAsync(url);
            await client.ReachedAsync(url, path, "completed");
            await program.KillAsync();
        }
        await using var again = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        var job = await client.ReachedAsync(await UrlAsync(again), path, "completed");
        Assert.That((string?)job["result"]!["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Stop_JobsWait_TheyAreMadeByTheNextOne()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var before = await world.StartJobsAsync(provider, """{"Workers":1}""");
        var first = await before.OrderAsync();
        var second = await before.OrderAsync("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
        await provider.ArrivalAsync();
        var stopping = world.StopAsync(before);
        release.SetResult();
        await stopping;

        var after = await world.StartJobsAsync(provider);
        await after.ReachedAsync(first, "completed");
        await after.ReachedAsync(second, "completed");
        Assert.That(provider.Requests, Has.Count.EqualTo(2), "what was under way had the time to end");
    }

    [Test]
    public async Task Keep_DatabaseFailsWhenTheAnswerIsThere_IsTriedAgain()
    {
        var release = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await release.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var world = new RunWorld();
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);
        var gateway = await world.StartJobsAsync(provider, configure: clock.Install);
        var path = await gateway.OrderAsync();
        await provider.ArrivalAsync();
        var database = gateway.Services.GetRequiredService<StateService>().Database!;
        await using var connection = await database.OpenAsync(default);
        var waits = clock.Armed(JobEnds.Pause);
        await connection.ExecuteAsync(null, "ALTER TABLE iris_blobs RENAME TO away", default);
        release.SetResult();
        await clock.ArmedAsync(JobEnds.Pause, waits + 1);
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("running"));

        await connection.ExecuteAsync(null, "ALTER TABLE away RENAME TO iris_blobs", default);
        clock.Advance(JobEnds.Pause);

        var job = await gateway.ReachedAsync(path, "completed");
        Assert.That((string?)job["result"]!["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
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
        public async Task Ask_TheOtherInstance_AnswersAndCancels()
        {
            Assert.That(server, Is.EqualTo("postgres"));
            await using var provider = RawProvider.Start(RawAnswer.PictureAsync, RawAnswer.SilenceAsync);
            await using var world = World();
            var (one, other) = (await world.StartJobsAsync(provider), await world.StartJobsAsync(provider, """{"Workers":1}"""));
            await other.ReachedAsync(await one.OrderAsync(), "completed");
            var path = await one.OrderAsync();
            await provider.ArrivalAsync();
            var connection = await provider.ArrivalAsync();
            using var deleted = await other.AskAsync(HttpMethod.Delete, path);
            await connection.Closed;
            await one.ReachedAsync(path, "cancelled");
        }

        [Test]
        public async Task Kill_TheInstanceThatWorks_TheOtherTakesOverWhatWasNotOrdered()
        {
            await using var provider = RawProvider.Start(RawAnswer.SilenceAsync, RawAnswer.PictureAsync);
            await using var world = World();
            using var client = new HttpClient();
            string running, waiting;
            await using (var program = GatewayProgram.Start(
                await GatewayProgram.DirectoryOfAsync(world.File(provider, more: Section("""{"Workers":1}"""))), "--urls", "http://127.0.0.1:0"))
            {
                var url = await UrlAsync(program);
                running = await client.OrderAsync(url);
                await provider.ArrivalAsync();
                waiting = await client.OrderAsync(url, """{"model":"openai/gpt-image-2","prompt":"a wolf"}""");
                await program.KillAsync();
            }
            var clock = new TestClock();
            clock.SetUtcNow(DateTimeOffset.UtcNow + JobLeases.Length + TimeSpan.FromSeconds(1));
            clock.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
            var other = await world.StartJobsAsync(provider, configure: clock.Install);
            await other.ReachedAsync(running, "interrupted");
            await other.ReachedAsync(waiting, "completed");
            Assert.That(provider.Requests, Has.Count.EqualTo(2));
        }

        private RunWorld World() => new() { Database = new JsonObject { ["Postgres"] = PostgresSchema.Connection(_schema) } };
    }
}
