using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Access.AccessWorld;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>The promise: usage outlives the process, instances share it, and a state that is away neither hangs nor opens the door.</summary>
[TestFixtureSource(nameof(Stores))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StateTests(string store)
{
    private const string Ten = """{"Limits":{"Images":"10/1d","Concurrent":64}}""";

    private string _folder = null!;
    private string? _schema;

    /// <summary>The stores that outlive a process.</summary>
    public static IEnumerable<string> Stores => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES") is null ? ["sqlite"] : ["sqlite", "postgres"];

    [SetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("iris-state-").FullName;
        _schema = store == "postgres" ? await PostgresSchema.CreateAsync() : null;
    }

    [TearDown]
    public async Task StopAsync()
    {
        Directory.Delete(_folder, recursive: true);
        if (_schema is not null)
            await PostgresSchema.DropAsync(_schema);
    }

    [Test]
    public async Task Draw_AfterANewStart_GoesOnWhereItWas()
    {
        await using (var gateway = await StartGatewayAsync())
        {
            using var first = await gateway.DrawAsync();
            using var second = await gateway.DrawAsync();
        }
        await using var again = await StartGatewayAsync();
        using var third = await again.DrawAsync();
        Assert.That(third.Headers.GetValues("x-ratelimit-remaining-images").Single(), Is.EqualTo("7"), "what was drawn before, and this one");
    }

    [Test]
    public async Task Draw_LimitIsLoweredByAnEdit_ActsAtOnceAndKeepsWhatWasUsed()
    {
        await using var gateway = await StartGatewayAsync();
        using var first = await gateway.DrawAsync();
        using var second = await gateway.DrawAsync();
        await SettledAsync(gateway, 2);
        await File.WriteAllTextAsync(gateway.ConfigPath, (await File.ReadAllTextAsync(gateway.ConfigPath)).Replace("10/1d", "2/1d", StringComparison.Ordinal));
        await gateway.Services.GetServices<IHostedService>().OfType<ProxyConfigurationReloader>().Single().LookAsync();

        using var third = await gateway.DrawAsync();
        Assert.That(await third.TypeAsync(), Is.EqualTo((429, "rate_limited", "rate_limited")));
    }

    [Test]
    public async Task Kill_InTheMiddleOfCalls_KeepsWhatWasSettledAndLeaksNothing()
    {
        await using var provider = RawProvider.Start(connection => connection.HoldAsync());
        var clusters = new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["openai"] = ProxyJson.Cluster("openai", provider.Address) };
        var directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(clusters, Images("""{"Limits":{"Images":"100/1d"}}""")));
        using var client = new HttpClient();
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var url = await UrlAsync(program);
            for (var i = 0; i < 5; i++)
                using (var drawn = await PostAsync(client, url, Request)) Assert.That((int)drawn.StatusCode, Is.EqualTo(200));
            await Patience.UntilAsync(() => UsedAsync().GetAwaiter().GetResult() == 5, "five pictures are written");
            var underWay = Enumerable.Range(0, 3).Select(_ => PostAsync(client, url, """{"model":"openai/gpt-image-2","prompt":"a","n":10}""")).ToArray();
            for (var i = 0; i < 3; i++)
                await provider.ArrivalAsync();
            await program.KillAsync();
            foreach (var call in underWay)
                Assert.That(async () => await call, Throws.InstanceOf<HttpRequestException>());
        }
        await using var again = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        var next = await UrlAsync(again);
        using var response = await PostAsync(client, next, Request);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        if (store == "sqlite")
            Assert.That(response.Headers.GetValues("x-ratelimit-remaining-images").Single(), Is.EqualTo("94"), "nothing is held any more but this one");
    }

    [Test]
    public async Task Draw_SixtyFourAtOnceForTenPictures_TenAreDrawnOverAllInstances()
    {
        var gateways = new List<GatewayHost> { await StartGatewayAsync() };
        if (store == "postgres")
            gateways.Add(await StartGatewayAsync());
        var statuses = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            using var response = await gateways[i % gateways.Count].DrawAsync();
            return (int)response.StatusCode;
        }));
        foreach (var gateway in gateways)
            await gateway.DisposeAsync();
        Assert.That((statuses.Count(status => status == 200), statuses.Count(status => status == 429)), Is.EqualTo((10, 54)));
    }

    private JsonObject Images(string key) => new()
    {
        ["Access"] = Keys(("shop", Key(Shop, key))),
        ["State"] = _schema is null
            ? new JsonObject { ["Sqlite"] = Path.Combine(_folder, "deeper", "iris.db") }
            : new JsonObject { ["Postgres"] = PostgresSchema.Connection(_schema) },
    };

    private Task<GatewayHost> StartGatewayAsync() =>
        GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, Images(Ten)));

    private async Task SettledAsync(GatewayHost gateway, long used)
    {
        var state = gateway.Services.GetRequiredService<StateService>();
        await Patience.UntilAsync(() =>
        {
            state.FlushAsync(default).GetAwaiter().GetResult();
            return UsedAsync().GetAwaiter().GetResult() == used;
        }, "what was used is written");
    }

    private async Task<long> UsedAsync()
    {
        await using StateDatabase database = _schema is null
            ? new SqliteDatabase(Path.Combine(_folder, "deeper", "iris.db"))
            : new PostgresDatabase(PostgresSchema.Connection(_schema));
        await using var connection = await database.OpenAsync(default);
        return Convert.ToInt64(
            await connection.ScalarAsync(null, "SELECT COALESCE(SUM(used), 0) FROM iris_usage WHERE kind = 'Images'", default), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> UrlAsync(GatewayProgram program)
    {
        var line = await program.LineAsync("Iris listens on ");
        return line[(line.IndexOf("http://", StringComparison.Ordinal))..].Trim();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string url, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url + "/v1/images/generations") { Content = new StringContent(json, null, "application/json") };
        request.Headers.Add("x-bf-vk", Shop);
        return await client.SendAsync(request);
    }
}

/// <summary>The promise: while the state is away calls are refused within two seconds, or let in uncounted where the file says so.</summary>
internal sealed class UnreachableStateTests
{
    [TestCase("refuse", 503, "state_unavailable")]
    [TestCase("allow", 200, null)]
    public async Task Draw_NobodyListens_IsAnsweredAsTheFileSays(string onFailure, int status, string? type)
    {
        await using var nobody = RawProvider.Refusing();
        await using var gateway = await StartAsync(nobody.Port, onFailure, null);

        using var response = await gateway.DrawAsync();

        Assert.Multiple(async () =>
        {
            var told = await response.TypeAsync();
            Assert.That((told.Status, told.Type), Is.EqualTo((status, type)));
            Assert.That(response.Headers.Contains("Retry-After"), Is.EqualTo(status == 503));
            Assert.That(gateway.Logs.Entries.Count(entry => entry.Message.Contains("PostgreSQL cannot be used", StringComparison.Ordinal)), Is.EqualTo(1));
            Assert.That(gateway.Logs.Entries.Select(entry => entry.Message), Has.None.Contains("secret-of-the-database"));
        });
    }

    [Test]
    public async Task Draw_SomebodyListensAndSaysNothing_IsRefusedAfterTwoSeconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = new TestClock();
        await using var gateway = await StartAsync(((IPEndPoint)silent.LocalEndpoint).Port, "refuse", clock);
        var before = clock.Armed(PostgresLedger.Patience);

        var call = gateway.DrawAsync();
        await clock.PassAsync(PostgresLedger.Patience, before + 1);

        using var response = await call;
        Assert.That(await response.TypeAsync(), Is.EqualTo((503, "state_unavailable", "state_unavailable")));
    }

    [Test]
    public async Task Start_FileThatCannotBeMade_EndsWithASentence()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("iris-").FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var images = new JsonObject { ["Access"] = Keys(("shop", Key(Shop))), ["State"] = new JsonObject { ["Sqlite"] = Path.Combine(file, "iris.db") } };
        var directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, images));
        var run = await GatewayProgram.RunAsync(directory, "--urls", "http://127.0.0.1:0");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, run.Error)));
        Assert.That(run.Error, Does.StartWith("Iris cannot start: the state in Images.State.Sqlite cannot be used: ").And.Not.Contain("   at "));
    }

    private static Task<GatewayHost> StartAsync(int port, string onFailure, TestClock? clock)
    {
        var access = Keys(("shop", Key(Shop, """{"Limits":{"Requests":"5/1m"}}""")));
        access["OnStateFailure"] = onFailure;
        return AccessWorld.StartAsync(access, clock: clock, images: new JsonObject
        {
            ["State"] = new JsonObject { ["Postgres"] = $"Host=127.0.0.1;Port={port};Username=iris;Password=secret-of-the-database;Timeout=2" },
        });
    }
}
