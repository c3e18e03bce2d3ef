using System.Data.Common;
using Npgsql;

namespace Iris.Gateway.State;

/// <summary>A PostgreSQL database, which several instances share.</summary>
internal sealed class PostgresDatabase : StateDatabase
{
    // Any number, the same for all that share the database.
    private const long SchemaLock = 0x49524953;

    private readonly NpgsqlDataSource _source;

    /// <param name="connection">The connection string; waits that it does not name are short.</param>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public PostgresDatabase(string connection)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connection);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        if (!connection.Contains("Timeout", StringComparison.OrdinalIgnoreCase))
            builder.ConnectionStringBuilder.Timeout = 2;
        builder.ConnectionStringBuilder.ApplicationName ??= "iris";
        _source = builder.Build();
    }

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    /// <inheritdoc/>
    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(cancellation);

    /// <inheritdoc/>
    public override Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(transaction, "SELECT pg_advisory_xact_lock(@lock)", cancellation, ("lock", SchemaLock));

    /// <inheritdoc/>
    /// <remarks>PostgreSQL uses the room of deleted rows again without giving it back, so that rows are counted and not pages.</remarks>
    public override Task<long> SizeAsync(DbConnection connection, CancellationToken cancellation) => connection.CountAsync(
        "SELECT COALESCE((SELECT COUNT(*) FROM iris_calls) * (SELECT AVG(pg_column_size(c)) FROM (SELECT * FROM iris_calls LIMIT 1000) c), 0)::BIGINT",
        cancellation);

    /// <inheritdoc/>
    public override Task ShrinkAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
