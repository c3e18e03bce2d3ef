using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Transforms.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>
/// The promise: prices of the application's own count before the file's and before the tables, wherever a price is asked for; and whatever is wrong with
/// them, calls go on with the next source.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PriceSourceTests : IDisposable
{
    private readonly LogCapture _logs = new();

    public void Dispose() => _logs.Dispose();

    [Test]
    public void AddPrices_OfOneSourceTwice_IsRefused() => Assert.That(
        () => new ServiceCollection().AddReverseProxy().AddImages(images => images.AddPrices<ContractPrices>().AddPrices<ContractPrices>()),
        Throws.InvalidOperationException.With.Message.Contains(nameof(ContractPrices)));

    [Test]
    public async Task Post_PricesOfTheApplications_CountBeforeTheFileAndTheTables()
    {
        await using var app = await StartAsync(Contract.Of(("sandbox/painter", 0.25m), ("sandbox/pain*", 0.9m), ("nowhere/painter", 1)),
            new JsonObject { ["Prices"] = JsonNode.Parse("""{ "sandbox/painter": { "Picture": 0.4 }, "second/paint*": { "Picture": 0.5 } }""") });

        Assert.Multiple(async () =>
        {
            Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0.25 price"), "the more specific row of the application");
            Assert.That(await CostAsync(app, "second/painter"), Is.EqualTo("0.5 price"), "the file, where the application says nothing");
            Assert.That(await CostAsync(app, "third/painter"), Is.EqualTo("0 price"), "the table, where neither does");
        });
        using var response = await app.PostAsync(Request("sandbox/painter"));
        Assert.That(response.Headers.GetValues("x-iris-cost-usd").Single(), Is.EqualTo("0.25"));
    }

    [Test]
    public async Task Post_TwoSources_TheOneThatIsAddedFirstCounts()
    {
        await using var app = await StartAsync(Contract.Of(("sandbox/painter", 0.25m)), null, images => images.AddPrices<ListPrices>());

        Assert.That((await CostAsync(app, "sandbox/painter"), await CostAsync(app, "second/painter")), Is.EqualTo(("0.25 price", "0.75 price")));
    }

    [Test]
    public async Task Post_Budget_ReservesAndCountsWhatTheApplicationSays()
    {
        var key = AccessWorld.Key(AccessWorld.Shop, """{ "Budget": { "Usd": 1, "Every": "1M" } }""");
        await using var app = await StartAsync(Contract.Of(("second/painter", 0.6m)), new JsonObject
        {
            ["Access"] = AccessWorld.Keys(("shop", key)),
            ["Prices"] = JsonNode.Parse("""{ "second/*": { "Unpriced": true }, "third/*": { "Unpriced": true } }"""),
        });
        app.Client.DefaultRequestHeaders.Authorization = new("Bearer", AccessWorld.Shop);

        using var unpriced = await app.PostAsync(Request("third/painter"));
        using var first = await app.PostAsync(Request("second/painter"));
        using var second = await app.PostAsync(Request("second/painter"));

        Assert.That((string?)(await unpriced.EnvelopeAsync(HttpStatusCode.Forbidden))["type"], Is.EqualTo("model_unpriced"));
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.PaymentRequired)));
        var snapshot = app.Services.GetRequiredService<ProxyConfigurationProvider>().Current;
        Assert.That(snapshot.ImageClusters["second"].WorstPrice("painter", new ImageRequest { Model = "painter", Prompt = "a" })?.Amount, Is.EqualTo(0.6m),
            "what lists, checks and explanations ask");
    }

    // A listener hears every gateway of the process.
    [NonParallelizable]
    [Test]
    public async Task Post_PriceOfTheApplications_IsWhatTheMetricCounts()
    {
        var counted = new ConcurrentQueue<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == "iris.cost.usd")
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, usd, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value is "counted"))
                counted.Enqueue(usd);
        });
        listener.Start();
        await using var app = await StartAsync(Contract.Of(("counted/painter", 0.125m)));

        Assert.That(await CostAsync(app, "counted/painter"), Is.EqualTo("0.125 price"));
        await Patience.UntilAsync(() => !counted.IsEmpty, "the cost is counted behind the answer");
        Assert.That(counted, Is.EqualTo(new[] { 0.125 }));
    }

    [Test]
    public async Task Refresh_OtherPrices_AreInForceWithoutAReload()
    {
        var contract = Contract.Of(("sandbox/painter", 0.25m));
        await using var app = await StartAsync(contract);
        Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0.25 price"));

        contract.List = _ => Task.FromResult(Contract.Lines(("sandbox/painter", 0.3m)));
        app.Services.GetRequiredService<ContractPrices>().Refresh();

        await CostBecomesAsync(app, "0.3 price");
    }

    [Test]
    public async Task Read_AfterTheInterval_IsInForce()
    {
        var clock = new TestClock();
        var contract = Contract.Of(("sandbox/painter", 0.25m));
        await using var app = await StartAsync(contract, clock: clock);
        contract.List = _ => Task.FromResult(Contract.Lines(("sandbox/painter", 0.3m)));

        await clock.PassAsync(TimeSpan.FromMinutes(10));

        await CostBecomesAsync(app, "0.3 price");
    }

    [Test]
    public async Task Read_Throws_CallsGoOnWithTheNextSourceAndTheLogSaysSoOnce()
    {
        var contract = new Contract { List = _ => throw new InvalidOperationException("Password=hunter2") };
        await using var app = await StartAsync(contract);
        Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0 price"), "the table");
        await RefreshAsync(app, contract);
        Assert.That(_logs.Entries.Where(entry => entry.Id.Name == "PricesFailed").Select(entry => entry.Message), Has.Exactly(1).Items
            .And.All.Contains("System.InvalidOperationException").And.None.Contains("hunter2"));

        contract.List = _ => Task.FromResult(Contract.Lines(("sandbox/painter", 0.25m)));
        app.Services.GetRequiredService<ContractPrices>().Refresh();
        await CostBecomesAsync(app, "0.25 price");
        contract.List = _ => throw new InvalidOperationException("gone");
        await RefreshAsync(app, contract);

        Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0.25 price"), "what was read before stays in force");
    }

    [Test]
    public async Task Read_Hangs_TheStartAndCallsGoOn()
    {
        var clock = new TestClock();
        var list = new TaskCompletionSource<IReadOnlyDictionary<string, decimal>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var contract = new Contract { List = _ => list.Task };
        var starting = StartAsync(contract, clock: clock);
        await clock.PassAsync(AddedPrices.Patience);

        await using var app = await starting.WaitAsync(Patience.Long);
        Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0 price"));
        Assert.That(_logs.Entries.Single(entry => entry.Id.Name == "PricesFailed").Message, Does.Contain("it has not ended within 10 s"));
        Assert.That(contract.Readings, Is.EqualTo(1));

        list.SetResult(Contract.Lines(("sandbox/painter", 0.25m)));
        await clock.PassAsync(TimeSpan.FromMinutes(1));
        await CostBecomesAsync(app, "0.25 price");
        Assert.That(contract.Readings, Is.EqualTo(1), "a reading under way is not doubled");
    }

    [Test]
    public async Task Read_WrongRows_AreLeftOutAndToldOnce()
    {
        var contract = Contract.Of(("sandbox/painter", -1), ("second/painter", 1_000_001), ("painter", 1), ("third/painter", 0.25m));
        await using var app = await StartAsync(contract);
        await RefreshAsync(app, contract);

        Assert.Multiple(async () =>
        {
            Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0 price"));
            Assert.That(await CostAsync(app, "second/painter"), Is.EqualTo("0 price"));
            Assert.That(await CostAsync(app, "third/painter"), Is.EqualTo("0.25 price"));
        });
        Assert.That(_logs.Entries.Where(entry => entry.Id.Name == "PriceRefused").Select(entry => entry.Message[entry.Message.IndexOf('"')..]), Is.EquivalentTo(new[]
        {
            "\"sandbox/painter\": Picture: -1 is outside of 0 to 1000000",
            "\"second/painter\": Picture: 1000001 is outside of 0 to 1000000",
            "\"painter\": names no model; write it as cluster/model, with * for any text",
        }));
    }

    [Test]
    public async Task Read_TooManyRows_IsRefusedWhole()
    {
        await using var app = await StartAsync(Contract.Of([("sandbox/painter", 0.25m), .. Enumerable.Range(0, AddedPrices.MostRows).Select(i => ($"m{i}/painter", 0.25m))]));

        Assert.That(await CostAsync(app, "sandbox/painter"), Is.EqualTo("0 price"));
        Assert.That(_logs.Entries.Count(entry => entry.Id.Name == "PricesFailed"), Is.EqualTo(1));
    }

    private sealed class ListPrices : ImagePrices
    {
        public override TimeSpan Interval => Timeout.InfiniteTimeSpan;

        public override ValueTask<IReadOnlyDictionary<string, ImagePrice>> ReadAsync(CancellationToken cancellationToken) =>
            new(new Dictionary<string, ImagePrice> { ["*/painter"] = new() { Pictures = new Dictionary<string, decimal> { ["32x32"] = 0.75m, ["-"] = 2 } } });
    }

    private Task<EmbeddedApp> StartAsync(
        Contract contract, JsonObject? images = null, Func<ImagesBuilder, ImagesBuilder>? configure = null, TestClock? clock = null) => EmbeddedApp.StartAsync(
        ProxyJson.Create(
            new JsonObject(((string[])["sandbox", "second", "third", "counted"]).Select(id => KeyValuePair.Create(id, (JsonNode?)ProxyJson.Sandbox()))), images),
        proxy =>
        {
            proxy.Services.AddSingleton<ILoggerProvider>(_logs);
            proxy.Services.AddSingleton(contract);
            if (clock is not null)
                proxy.Services.AddSingleton<TimeProvider>(clock);
            proxy.AddImages(added => (configure ?? (same => same))(added.LoadFromFile("images.json").AddPrices<ContractPrices>()));
        });

    private static string Request(string model) => $$"""{"model":"{{model}}","prompt":"p","size":"32x32"}""";

    private static async Task<string> CostAsync(EmbeddedApp app, string model)
    {
        using var response = await app.PostAsync(Request(model));
        var cost = (await response.JsonAsync())["extra_fields"]!["cost"]!;
        return $"{cost["usd"]?.ToJsonString() ?? "null"} {cost["source"]}";
    }

    private static async Task CostBecomesAsync(EmbeddedApp app, string cost)
    {
        var patience = Stopwatch.StartNew();
        while (await CostAsync(app, "sandbox/painter") != cost)
            Assert.That(patience.Elapsed, Is.LessThan(Patience.Long), cost);
    }

    // Readings follow each other, so that the one before is over when another one begins.
    private static async Task RefreshAsync(EmbeddedApp app, Contract contract)
    {
        var prices = app.Services.GetRequiredService<ContractPrices>();
        var readings = contract.Readings;
        prices.Refresh();
        await Patience.UntilAsync(() => contract.Readings > readings, "it is read");
        prices.Refresh();
        await Patience.UntilAsync(() => contract.Readings > readings + 1, "it is read again");
    }
}
