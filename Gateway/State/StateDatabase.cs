using System.Data.Common;

namespace Iris.Gateway.State;

/// <summary>The database that keeps the state. One set of tables and statements serves both kinds; what they differ in is here.</summary>
internal abstract class StateDatabase : IAsyncDisposable
{
    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="DbException">It cannot be reached.</exception>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Begins a transaction that may write.</summary>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Waits until no other program brings the tables up to date; inside a transaction.</summary>
    public abstract Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation);

    /// <summary>The bytes that the tables take on the disk.</summary>
    public abstract Task<long> SizeAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Gives the disk back what has been deleted, a part at a time.</summary>
    public abstract Task ShrinkAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Brings the tables up to date.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var transaction = await BeginWriteAsync(connection, cancellation);
        await LockSchemaAsync(connection, transaction, cancellation);
        await StateSchema.MigrateAsync(connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether an exception says that the database could not be used, and not that the program is wrong.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException or StateException;
}
