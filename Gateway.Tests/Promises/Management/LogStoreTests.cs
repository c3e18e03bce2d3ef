using System.Data.Common;
using System.Text.Json.Nodes;
using Iris.Gateway.CallLogs;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: the log stays within its age and its bytes, and a store that cannot take it never harms a call.</summary>
internal sealed class LogStoreTests
{
    [TestCaseSource(typeof(ManagementWorld), nameof(Databases))]
    public async Task Retention_Age_LetsTheOldestGo(string store)
    {
        var clock = new TestClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var world = await StartAsync(store, """{ "Log": { "Retention": "01:00:00" } }""", clock);
        // More than one transaction deletes.
        for (var i = 0; i < 3000; i += 1000)
            await world.FillAsync([.. Enumerable.Range(i, 1000).Select(number => Row(number, 11 * 3600 + 1800))]);
        await world.FillAsync(Row(9000, 12 * 3600));
        Assert.That(await CountAsync(world), Is.EqualTo(3001));

        clock.Advance(TimeSpan.FromMinutes(31));
        for (var i = 0; i < 4; i++)
            await world.FlushAsync();

        Assert.That(await CountAsync(world), Is.EqualTo(1));
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Databases))]
    public async Task Retention_Bytes_LetTheOldestGo(string store)
    {
        await using var world = await StartAsync(store, """{ "Log": { "Bytes": 1048576 } }""");
        for (var i = 0; i < 6000; i += 100)
            await world.FillAsync([.. Enumerable.Range(i, 100).Select(number => Row(number, number) with { Prompt = new string('p', 500) })]);
        await world.FlushAsync();

        var body = (await world.GetAsync("/api/logs?order=asc&limit=1")).Body;
        Assert.Multiple(() =>
        {
            Assert.That((int?)body["pagination"]!["total_count"], Is.InRange(200, 2500));
            Assert.That((string?)body["logs"]![0]!["id"], Is.GreaterThan("call-003000"));
            if (store == "sqlite")
                Assert.That(new FileInfo(Path.Combine(world.Gateway.Directory, "state", "iris.db")).Length, Is.LessThan(1_200_000));
        });
    }

    [Test]
    public async Task Store_Locked_HoldsNoCallUp()
    {
        await using var world = await StartAsync("sqlite");
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(world.Gateway.Directory, "state", "iris.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var transaction = other.BeginTransaction(deferred: false);
            using var response = await world.Gateway.SendAsync("/v1/images/generations", Draw);
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
        }
        // It is written as soon as it can be.
        Assert.That(await world.LoggedAsync(1), Has.Length.EqualTo(1));
    }

    // /metrics tells of every gateway of the process.
    [NonParallelizable]
    [Test]
    public async Task Store_Unreachable_LosesRowsAndCountsThem()
    {
        await using var world = await StartAsync(images: """{ "State": { "Postgres": "Host=127.0.0.1;Port=1;Username=iris;Password=none;Database=iris" } }""");
        using var response = await world.Gateway.SendAsync("/v1/images/generations", Draw);
        for (var i = 0; i < CallLog.MostWaiting + 5; i++)
            world.Journal.Add(Row(i));

        var (status, body) = await world.GetAsync("/api/logs");
        var metrics = await world.Gateway.Client.GetStringAsync("/metrics");
        Assert.Multiple(async () =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            Assert.That(status, Is.EqualTo(503));
            Assert.That((string?)body["type"], Is.EqualTo("state_unavailable"));
            Assert.That((int?)(await world.GetAsync("/api/logs/dropped")).Body["dropped"], Is.InRange(5, 6));
            Assert.That(metrics, Does.Match("iris_log_dropped_total(\\{[^}]*\\})? [56]\\b"));
            Assert.That(metrics, Does.Match("iris_state_reachable(\\{[^}]*\\})? 0\\b"));
            Assert.That(world.Gateway.Logs.Entries.Count(entry => entry.Id.Name == "CallsLost"), Is.InRange(1, 10));
        });
    }

    [Test]
    public async Task Store_Full_LosesRowsAndGoesOnWhenThereIsRoom()
    {
        await using var world = await StartAsync();
        var path = Path.Combine(world.Gateway.Directory, "full.db");
        await using var database = new SmallDisk(path);
        await database.MigrateAsync(default);
        var log = await LogOfAsync(path);
        var written = 0;
        var failures = 0;
        for (var i = 0; i < 400; i++)
        {
            log.Log.Add(Row(i) with { Prompt = new string('p', 4000) });
            try
            {
                await log.Log.FlushAsync(database, default);
                written++;
            }
            catch (SqliteException e)
            {
                Assert.That(e.SqliteErrorCode, Is.EqualTo(13));
                failures++;
            }
        }
        database.Pages = 100_000;
        log.Log.Add(Row(1000));
        await log.Log.FlushAsync(database, default);

        await using var connection = await database.OpenAsync(default);
        var rows = Convert.ToInt64(await connection.ScalarAsync(null, "SELECT COUNT(*) FROM iris_calls", default), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Multiple(() =>
        {
            Assert.That(failures, Is.GreaterThan(100));
            Assert.That(log.Log.Dropped, Is.GreaterThan(0));
            Assert.That(rows + log.Log.Dropped, Is.EqualTo(401));
        });
        await log.DisposeAsync();
    }

    private static async Task<int?> CountAsync(ManagementWorld world) => (int?)(await world.GetAsync("/api/logs?limit=1")).Body["pagination"]!["total_count"];

    // A log that is flushed by nobody but the test.
    private static async Task<ManagementWorldLog> LogOfAsync(string path)
    {
        var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(
                new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
                new JsonObject { ["State"] = new JsonObject { ["Sqlite"] = path + ".other" } }),
            configure: new TestClock().Install);
        return new(gateway, (CallLog)gateway.Services.GetService(typeof(CallLog))!);
    }

    private sealed record ManagementWorldLog(GatewayHost Gateway, CallLog Log) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }

    /// <summary>A SQLite file that may not grow beyond some pages, as on a disk that is full.</summary>
    private sealed class SmallDisk(string path) : StateDatabase
    {
        private readonly SqliteDatabase _inner = new(path);

        public int Pages { get; set; } = 100;

        public override bool IsShared => false;

        public override string Name => _inner.Name;

        public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
        {
            var connection = await _inner.OpenAsync(cancellation);
            await connection.ExecuteAsync(null, $"PRAGMA max_page_count={Pages}", cancellation);
            return connection;
        }

        public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation) =>
            _inner.BeginWriteAsync(connection, cancellation);

        public override Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
            _inner.LockSchemaAsync(connection, transaction, cancellation);

        public override Task<long> SizeAsync(DbConnection connection, CancellationToken cancellation) => _inner.SizeAsync(connection, cancellation);

        public override Task ShrinkAsync(DbConnection connection, CancellationToken cancellation) => _inner.ShrinkAsync(connection, cancellation);

        public override ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
