using System.Data.Common;

namespace Iris.Gateway.State;

/// <summary>The database that keeps the state. One set of tables and statements serves both kinds; what they differ in is here.</summary>
internal abstract class StateDatabase : IAsyncDisposable
{
    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether several instances may use it. Of one that is not shared, whatever belongs to another instance belongs to one that has ended.
    /// </summary>
    public abstract bool IsShared { get; }

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

    /// <summary>Runs one statement on a connection of its own; how many rows it changed.</summary>
    /// <exception cref="DbException">The database cannot be used.</exception>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await OpenAsync(cancellation);
        return await connection.ExecuteAsync(null, sql, cancellation, parameters);
    }

    /// <summary>Reads all rows of one question on a connection of its own.</summary>
    /// <exception cref="DbException">The database cannot be used.</exception>
    public async Task<List<T>> ListAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await OpenAsync(cancellation);
        return await connection.ListAsync(null, sql, read, cancellation, parameters);
    }

    /// <summary>Does something for which somebody waits, within a time.</summary>
    /// <param name="patience">The time.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="work">What is to be done.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StateException">The database cannot be used, or did not answer in time.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan patience, TimeProvider clock, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var time = new CancellationTokenSource(patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellation);
        try
        {
            return await work(both.Token).WaitAsync(both.Token);
        }
        catch (Exception e) when (IsFailure(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StateException($"{Name} cannot be reached", e);
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether an exception says that the database could not be used, and not that the program is wrong.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException or StateException;
}
