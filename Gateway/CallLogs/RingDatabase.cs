using System.Data.Common;
using Iris.Gateway.State;
using Microsoft.Data.Sqlite;

namespace Iris.Gateway.CallLogs;

/// <summary>
/// The last calls as a database, so that the same statements answer about them: each connection is a database in memory that gets a copy of the ring.
/// </summary>
internal sealed class RingDatabase(CallRing ring) : StateDatabase
{
    /// <inheritdoc/>
    public override string Name => "memory";

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        try
        {
            await connection.OpenAsync(cancellation);
            await using var transaction = await BeginWriteAsync(connection, cancellation);
            await StateSchema.MigrateAsync(connection, transaction, cancellation);
            await CallTable.InsertAsync(connection, transaction, ring.ToArray(), cancellation);
            await transaction.CommitAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    /// <inheritdoc/>
    public override Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<long> SizeAsync(DbConnection connection, CancellationToken cancellation) => Task.FromResult(0L);

    /// <inheritdoc/>
    public override Task ShrinkAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => default;
}
