using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Unit.Gateway.State;

/// <summary>
/// The ledgers there are. Those in a PostgreSQL database are tried where <c>IRIS_TEST_POSTGRES</c> holds a connection string; each test has a schema
/// of its own there.
/// </summary>
internal sealed class LedgerWorld : IAsyncDisposable
{
    private readonly StateDatabase? _database;
    private readonly string? _schema;

    private LedgerWorld(ILedger ledger, StateDatabase? database, string? schema) => (Ledger, _database, _schema) = (ledger, database, schema);

    /// <summary>The connection string of the tests' PostgreSQL server; null where there is none.</summary>
    public static string? Postgres => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES");

    /// <summary>The kinds of ledgers.</summary>
    public static IEnumerable<string> Kinds => Postgres is null ? ["memory"] : ["memory", "postgres"];

    public ILedger Ledger { get; }

    /// <summary>Starts an empty ledger.</summary>
    public static async Task<LedgerWorld> StartAsync(string kind, TimeProvider time)
    {
        if (kind == "memory")
            return new(new MemoryLedger(time), null, null);
        var schema = await PostgresSchema.CreateAsync();
        var database = new PostgresDatabase(PostgresSchema.Connection(schema));
        await database.MigrateAsync(default);
        return new(new PostgresLedger(database, "one", time), database, schema);
    }

    /// <summary>Writes what a ledger keeps back.</summary>
    public Task FlushAsync() => Ledger is PostgresLedger postgres ? postgres.FlushAsync(default) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        if (_schema is not null)
            await PostgresSchema.DropAsync(_schema);
    }
}
