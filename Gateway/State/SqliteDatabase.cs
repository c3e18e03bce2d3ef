using System.Data.Common;
using Iris.Gateway.Files;
using Microsoft.Data.Sqlite;

namespace Iris.Gateway.State;

/// <summary>
/// A SQLite file, for one instance. A commit waits for no disk: what a process has committed survives its end, and a machine's but for a moment.
/// </summary>
/// <param name="path">The file's full path; its folder is made where it is missing.</param>
internal sealed class SqliteDatabase(string path) : StateDatabase
{
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Pooling = false,
        DefaultTimeout = 5,
    }.ToString();

    private readonly SemaphoreSlim _gate = new(1);
    // While one connection is open, the others come and go without moving the journal into the file each time.
    private SqliteConnection? _keeper;

    /// <summary>The file's full path.</summary>
    public string DataSource => path;

    /// <inheritdoc/>
    public override string Name => "SQLite";

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        if (_keeper is null)
        {
            await _gate.WaitAsync(cancellation);
            try
            {
                _keeper ??= await CreateAsync(cancellation);
            }
            finally
            {
                _gate.Release();
            }
        }
        return await ConnectAsync("PRAGMA synchronous=NORMAL", cancellation);
    }

    /// <inheritdoc/>
    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    /// <inheritdoc/>
    /// <remarks>A transaction that may write is the lock.</remarks>
    public override Task LockSchemaAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<long> SizeAsync(DbConnection connection, CancellationToken cancellation) => connection.CountAsync(
        "SELECT (c.page_count - f.freelist_count) * s.page_size FROM pragma_page_count() c, pragma_freelist_count() f, pragma_page_size() s",
        cancellation);

    /// <inheritdoc/>
    public override async Task ShrinkAsync(DbConnection connection, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(null, "PRAGMA incremental_vacuum(4096)", cancellation);
        await connection.ExecuteAsync(null, "PRAGMA wal_checkpoint(TRUNCATE)", cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
            await _keeper.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<SqliteConnection> CreateAsync(CancellationToken cancellation)
    {
        SQLitePCL.Batteries_V2.Init();
        PrivateFile.CreateFolderOf(path);
        // SQLite would make it readable by everybody; its journal has the mode of the file. One that is there is not opened beside SQLite: closing it
        // would end SQLite's locks.
        if (!File.Exists(path))
            await PrivateFile.Open(path, new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite }).DisposeAsync();
        // The first counts for a new file only, the second stays in the file. Reading opens the journal of a new file, which the keeper then keeps.
        return await ConnectAsync(
            "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; SELECT COUNT(*) FROM sqlite_schema", cancellation);
    }

    private async Task<SqliteConnection> ConnectAsync(string pragmas, CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.ExecuteAsync(null, pragmas, cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
