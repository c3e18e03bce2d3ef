using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.CallLogs;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>
/// The promise: a sink of the application's own gets the record of each finished call, whether or not there is a log of calls; and a sink that fails or
/// hangs disturbs neither calls nor other sinks, nor the end of the application.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CallSinkTests : IDisposable
{
    private const string Prompt = "a secret wish";
    private readonly LogCapture _logs = new();
    private readonly Warehouse _warehouse = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _logs.Dispose();

    [TestCase("{}")]
    [TestCase("""{ "Log": { "Enabled": false } }""")]
    [TestCase("""{ "State": { "Sqlite": "calls.db" }, "Log": { "Prompts": "text" } }""")]
    public async Task Post_WhateverTheLogOfCalls_TheSinkGetsTheRecordWithoutThePrompt(string images)
    {
        var section = JsonNode.Parse(images)!.AsObject();
        section["Prices"] = JsonNode.Parse("""{ "sandbox/painter": { "Picture": 0.25 } }""");
        section["Access"] = AccessWorld.Keys(("shop", AccessWorld.Key(AccessWorld.Shop)));
        await using var app = await StartAsync(section);
        app.Client.DefaultRequestHeaders.Authorization = new("Bearer", AccessWorld.Shop);

        using var response = await app.PostAsync(Request("sandbox/painter~status=503", ""","fallbacks":["second/painter","sandbox/painter"]"""));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var call = await NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(call.RequestId, Is.EqualTo(response.Headers.GetValues("x-request-id").Single()));
            Assert.That((call.Key, call.Route, call.Operation, call.Status, call.ErrorType), Is.EqualTo(("shop", "unified", "image_generation", 200, (string?)null)));
            Assert.That((call.Provider, call.Model, call.Destination), Is.EqualTo(("second", "painter", "main")));
            Assert.That((call.Asked, call.Images, call.Size, call.Attempts), Is.EqualTo(((long?)1, 1L, "32x32", 2)));
            Assert.That((call.Usd, call.CostSource), Is.EqualTo(((decimal?)0, "price")));
            Assert.That(call.FailedAttempts.Select(attempt => $"{attempt.Provider} {attempt.Status}"), Is.EqualTo(new[] { "sandbox 503" }));
            Assert.That(call.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
            Assert.That(call.BytesOut, Is.Positive);
            Assert.That(call.ToString(), Does.Not.Contain(Prompt));
        });
    }

    [Test]
    public async Task Post_PriceAndFailure_AreInTheRecord()
    {
        await using var app = await StartAsync(new JsonObject { ["Prices"] = JsonNode.Parse("""{ "sandbox/painter": { "Picture": 0.25 } }""") });

        using var drawn = await app.PostAsync(Request("sandbox/painter"));
        var first = await NextAsync();
        using var failed = await app.PostAsync(Request("sandbox/nobody"));
        var second = await NextAsync();

        Assert.That((first.Usd, first.CostSource, first.Status), Is.EqualTo(((decimal?)0.25m, "price", 200)));
        Assert.That((second.Usd, second.Status, second.Images), Is.EqualTo(((decimal?)null, (int)failed.StatusCode, 0L)));
        Assert.That(second.ErrorType, Is.Not.Null);
        Assert.That(second.Id, Is.Not.EqualTo(first.Id));
    }

    [Test]
    public async Task Write_Throws_TheBatchIsGivenAgainAndTheLogSaysSoOnce()
    {
        _warehouse.Becomes = (batch, _) => batch <= 2 ? throw new InvalidOperationException("Password=hunter2") : Task.CompletedTask;
        await using var app = await StartAsync();

        using var response = await app.PostAsync(Request("sandbox/painter"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await _clock.PassAsync(CallDelivery.FirstPause);
        await _clock.PassAsync(CallDelivery.FirstPause * 2);

        Assert.That((await NextAsync()).Status, Is.EqualTo(200));
        await Patience.UntilAsync(() => Lines("SinkRecovered").Any(), "the log says that it is well again");
        Assert.That(Lines("SinkFailed"), Has.Exactly(1).Items.And.All.Contains("System.InvalidOperationException").And.None.Contains("hunter2"));
        Assert.That(_warehouse.Batches, Is.EqualTo(3));
    }

    [Test]
    public async Task Write_Hangs_NeitherCallsNorOtherSinksWaitAndItHasOneBatchOnly()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _warehouse.Becomes = (batch, _) => batch == 1 ? hanging.Task : Task.CompletedTask;
        var other = new OtherSink();
        await using var app = await StartAsync(configure: (images, services) =>
        {
            services.AddSingleton(other);
            images.AddCallSink<OtherSink>();
        });

        using var first = await app.PostAsync(Request("sandbox/painter"));
        await Patience.UntilAsync(() => _warehouse.Batches == 1, "it is given the first call");
        using var second = await app.PostAsync(Request("second/painter"));
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        await Patience.UntilAsync(() => other.Calls.Count == 2, "the other sink has both");
        await _clock.PassAsync(CallDelivery.Patience);
        await Patience.UntilAsync(() => Lines("SinkFailed").Any(), "the log says so");
        Assert.That(Lines("SinkFailed").Single(), Does.Contain("WarehouseSink").And.Contain("it has not ended within 10 s"));
        await _clock.PassAsync(CallDelivery.FirstPause);
        Assert.That(_warehouse.Batches, Is.EqualTo(1), "one batch at a time");

        hanging.SetException(new InvalidOperationException("late"));

        Assert.That(((await NextAsync()).Provider, (await NextAsync()).Provider), Is.EqualTo(("sandbox", "second")));
    }

    // A listener hears every gateway of the process.
    [NonParallelizable]
    [Test]
    public async Task Add_MoreThanMayWait_IsDroppedCountedAndTold()
    {
        long dropped = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == "iris.log.sink.dropped")
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value is nameof(FullSink)))
                dropped += value;
        });
        listener.Start();
        var full = new FullSink();
        await using var app = await StartAsync(configure: (images, services) =>
        {
            services.AddSingleton(full);
            images.AddCallSink<FullSink>();
        });
        var sinks = app.Services.GetRequiredService<CallSinks>();
        for (var i = 0; i < CallDelivery.MostWaiting + 5; i++)
            sinks.Add(new CallRow { Id = $"{i}", Time = i, RequestId = "r", Operation = "o", Status = 200, Milliseconds = 1 });
        using var response = await app.PostAsync(Request("sandbox/painter"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Patience.UntilAsync(() => Lines("SinkLost").Any(line => line.Contains("FullSink", StringComparison.Ordinal)), "the log says so");
        listener.RecordObservableInstruments();
        Assert.That(dropped, Is.InRange(5, 6));
        full.Opens.SetResult();
    }

    [Test]
    public async Task Stop_CallsWait_AreDelivered()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _warehouse.Becomes = (batch, _) => batch == 1 ? hanging.Task : Task.CompletedTask;
        await using var app = await StartAsync();
        using var first = await app.PostAsync(Request("sandbox/painter"));
        await Patience.UntilAsync(() => _warehouse.Batches == 1, "it is given the first call");
        using var second = await app.PostAsync(Request("second/painter"));
        app.Client.Dispose();

        var stopping = app.StopAsync();
        hanging.SetResult();
        await stopping.WaitAsync(Patience.Long);

        Assert.That((Taken(), Taken()), Is.EqualTo(("sandbox", "second")));
    }

    [Test]
    public async Task Stop_SinkFails_WhatWaitsIsLostCountedAndTold()
    {
        _warehouse.Becomes = (_, _) => throw new InvalidOperationException();
        await using var app = await StartAsync();
        using var response = await app.PostAsync(Request("sandbox/painter"));
        await Patience.UntilAsync(() => _warehouse.Batches == 1, "it is given the call");
        app.Client.Dispose();

        await app.StopAsync().WaitAsync(Patience.Long);

        Assert.That(_warehouse.Batches, Is.EqualTo(2), "once more at the end");
        Assert.That(Lines("SinkLost").Single(), Is.EqualTo("1 finished calls are lost for WarehouseSink since the start"));
    }

    [Test]
    public async Task Stop_SinkHangs_TheApplicationEndsAfterItsDrain()
    {
        _warehouse.Becomes = (_, _) => new TaskCompletionSource().Task;
        await using var app = await StartAsync(new JsonObject { ["Drain"] = JsonNode.Parse("""{ "Delay": "00:00:00", "Timeout": "00:00:01" }""") });
        using var response = await app.PostAsync(Request("sandbox/painter"));
        await Patience.UntilAsync(() => _warehouse.Batches == 1, "it is given the call");
        app.Client.Dispose();

        // The host measures its time for the end by the machine's clock.
        await app.StopAsync().WaitAsync(Patience.Long);

        Assert.That(Lines("SinkLost"), Has.Exactly(1).Items);
    }

    private sealed class OtherSink : ImageCallSink
    {
        private readonly List<ImageCallRecord> _calls = [];

        public IReadOnlyList<ImageCallRecord> Calls
        {
            get
            {
                lock (_calls)
                    return [.. _calls];
            }
        }

        public override ValueTask WriteAsync(IReadOnlyList<ImageCallRecord> calls, CancellationToken cancellationToken)
        {
            lock (_calls)
                _calls.AddRange(calls);
            return default;
        }
    }

    private sealed class FullSink : ImageCallSink
    {
        public TaskCompletionSource Opens { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask WriteAsync(IReadOnlyList<ImageCallRecord> calls, CancellationToken cancellationToken) => await Opens.Task;
    }

    private Task<EmbeddedApp> StartAsync(JsonObject? images = null, Action<ImagesBuilder, IServiceCollection>? configure = null) => EmbeddedApp.StartAsync(
        ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["second"] = ProxyJson.Sandbox() }, images),
        proxy =>
        {
            proxy.Services.AddSingleton<ILoggerProvider>(_logs);
            proxy.Services.AddSingleton(_warehouse);
            proxy.Services.AddSingleton<TimeProvider>(_clock);
            proxy.AddImages(added =>
            {
                added.LoadFromFile("images.json").AddCallSink<WarehouseSink>();
                configure?.Invoke(added, proxy.Services);
            });
        });

    private static string Request(string model, string more = "") => $$"""{"model":"{{model}}","prompt":"{{Prompt}}","size":"32x32"{{more}}}""";

    private IEnumerable<string> Lines(string name) => _logs.Entries.Where(entry => entry.Id.Name == name).Select(entry => entry.Message);

    private async Task<ImageCallRecord> NextAsync() => await _warehouse.Calls.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long);

    private string? Taken() => _warehouse.Calls.Reader.TryRead(out var call) ? call.Provider : null;
}
