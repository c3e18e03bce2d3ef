using Iris.Gateway.Configuration;
using Iris.Gateway.Model;

namespace Iris.Gateway.State;

/// <summary>
/// The state in force: opened with the gateway, written a few times a second, and once more at the end. Which store it is stands in the file at the
/// start; a reload does not change it.
/// </summary>
internal sealed partial class StateService : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IStateWriter[] _writers;
    private readonly bool _hasAccess;
    private readonly TimeProvider _time;
    private readonly ILogger<StateService> _logger;
    private readonly CancellationTokenSource _stop = new();
    private PeriodicTimer? _timer;
    private Task _loop = Task.CompletedTask;
    private StateLock? _lock;
    private bool _isOpen;
    private bool _isFailing;

    public StateService(
        ProxyConfiguration configuration, IEnumerable<IStateWriter> writers, TimeProvider time, Random random, ILogger<StateService> logger)
    {
        var options = configuration.Snapshot.Images.State;
        (_writers, _time, _logger) = ([.. writers], time, logger);
        _hasAccess = configuration.Snapshot.Images.Access is not null;
        Database = Create(options);
        Ledger = Database is PostgresDatabase postgres
            ? new PostgresLedger(postgres, InstanceName.New(random), time)
            : new MemoryLedger(time);
    }

    /// <summary>The database; null where the state is kept in memory.</summary>
    public StateDatabase? Database { get; }

    /// <summary>What keys and groups use.</summary>
    public ILedger Ledger { get; }

    /// <summary>Whether the last write succeeded.</summary>
    public bool IsReachable => Database is null || (_isOpen && !_isFailing);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The file of the state cannot be used, or another gateway uses it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Database is null)
        {
            if (_hasAccess)
                Log.InMemory(_logger);
            return;
        }
        // A server may come up after us; a file that cannot be used stays so.
        if (Database is SqliteDatabase file)
            await OpenFileAsync(file, cancellationToken);
        else
            await FlushAsync(cancellationToken);
        _timer = new PeriodicTimer(Interval, _time);
        _loop = RunAsync();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _timer?.Dispose();
        await _loop;
        if (Database is not null)
            await FlushAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        if (Database is not null)
            await Database.DisposeAsync();
        _lock?.Dispose();
    }

    /// <summary>Writes everything now; what fails is logged once and tried again.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            if (!_isOpen)
                await OpenAsync(both.Token);
            if (Ledger is MemoryLedger memory)
                await SqliteUsage.FlushAsync(Database!, memory, both.Token);
            else if (Ledger is PostgresLedger postgres)
                await postgres.FlushAsync(both.Token);
            foreach (var writer in _writers)
                await writer.FlushAsync(Database!, both.Token);
            if (_isFailing)
                Log.Recovered(_logger, Database!.Name);
            _isFailing = false;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Fail(new TimeoutException($"it did not answer within {Patience.TotalSeconds} s"));
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException or UnauthorizedAccessException)
        {
            Fail(e);
        }
    }

    private static StateDatabase? Create(StateOptions options) =>
        options.Sqlite is { } path ? new SqliteDatabase(path) : options.Postgres is { } connection ? new PostgresDatabase(connection) : null;

    private async Task OpenFileAsync(SqliteDatabase file, CancellationToken cancellation)
    {
        try
        {
            _lock = await StateLock.TakeAsync(file.DataSource, _time, () => Log.Waits(_logger, file.Name), cancellation);
            await OpenAsync(cancellation);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"the state in Images.State.Sqlite cannot be used: {e.Message}", e);
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        await Database!.MigrateAsync(cancellation);
        if (Ledger is MemoryLedger memory)
            await SqliteUsage.LoadAsync(Database, memory, cancellation);
        else if (Ledger is PostgresLedger postgres)
            await postgres.WarmAsync();
        _isOpen = true;
    }

    private async Task RunAsync()
    {
        // Off the start's own thread.
        await Task.Yield();
        try
        {
            while (await _timer!.WaitForNextTickAsync(_stop.Token))
                await FlushAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The gateway ends.
        }
    }

    private void Fail(Exception exception)
    {
        if (!_isFailing && !_stop.IsCancellationRequested)
            Log.Failed(_logger, Database!.Name, exception.Message);
        _isFailing = true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Usage of keys is counted in memory and begins anew with every start; Images.State keeps it.", EventName = "InMemory")]
        public static partial void InMemory(ILogger logger);

        [LoggerMessage(2, LogLevel.Error, "The state in {Store} cannot be used: {Reason}. It is tried again.", EventName = "StateFailed")]
        public static partial void Failed(ILogger logger, string store, string reason);

        [LoggerMessage(3, LogLevel.Information, "The state in {Store} can be used again.", EventName = "StateRecovered")]
        public static partial void Recovered(ILogger logger, string store);

        [LoggerMessage(4, LogLevel.Information, "Until now another gateway uses the state in {Store}; a few seconds are left to it to end.", EventName = "StateWaits")]
        public static partial void Waits(ILogger logger, string store);
    }
}
