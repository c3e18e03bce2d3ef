using System.Collections.Concurrent;
using System.Data.Common;
using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>
/// Counts in a database that several instances share. Reservations are made in groups, each in a transaction that locks its counters, always in the
/// same order; settled usage is written in groups as well. What a call holds ends with its instance: an instance that no longer renews what it holds
/// has ended.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="owner">The instance; no two that share the database may have the same name.</param>
/// <param name="time">The clock.</param>
internal sealed class PostgresLedger(StateDatabase database, string owner, TimeProvider time) : ILedger
{
    /// <summary>The longest wait for the database.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long what an instance holds outlives its last sign of life.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    // What cannot be written while the database is away: some minutes of a busy gateway.
    private const int MostUnwritten = 100_000;

    // The most reservations that one transaction makes.
    private const int MostAtOnce = 256;

    private readonly ConcurrentDictionary<string, UsageId[]> _holds = [];
    private readonly ConcurrentQueue<Order> _orders = new();
    private int _isWorking;
    private long _lost;
    private readonly ConcurrentQueue<Settlement> _settled = new();
    private DateTimeOffset _renewed;

    /// <inheritdoc/>
    public long Lost => Interlocked.Read(ref _lost);

    /// <inheritdoc/>
    public async ValueTask<Reservation> ReserveAsync(string id, IReadOnlyList<Demand> demands, CancellationToken cancellation)
    {
        var order = new Order(id, demands);
        _orders.Enqueue(order);
        Work();
        try
        {
            var reservation = await order.Answer.Task.WaitAsync(Patience, time, cancellation);
            if (reservation.IsGranted)
            {
                UsageId[] ids = [.. demands.Where(demand => !Tally.IsSpentAtOnce(demand.Counter.Kind)).Select(demand => demand.Counter.Id)];
                _holds.AddOrUpdate(id, ids, (_, known) => [.. known.Union(ids)]);
            }
            return reservation;
        }
        catch (Exception e) when (e is TimeoutException || StateDatabase.IsFailure(e))
        {
            // Granted or not, nobody will settle it: what it holds is not renewed and ends soon.
            order.Answer.TrySetCanceled(CancellationToken.None);
            throw new StateException($"{database.Name} cannot be reached", e);
        }
    }

    /// <summary>Makes one transaction about nothing, so that the first call does not wait for what only the first one needs.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public Task WarmAsync() => ReserveAsync([new Order("", [])]);

    /// <inheritdoc/>
    public void Settle(string id, in Spent spent)
    {
        if (!_holds.TryRemove(id, out var counters))
            return;
        if (_settled.Count >= MostUnwritten)
            Interlocked.Increment(ref _lost);
        else
            _settled.Enqueue(new Settlement(id, counters, spent));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<UsageReading>> ReadAsync(IReadOnlyList<UsageCounter> counters, CancellationToken cancellation)
    {
        if (counters.Count == 0)
            return [];
        return await database.WithinAsync<IReadOnlyList<UsageReading>>(Patience, time, async stop =>
        {
            await using var connection = await database.OpenAsync(stop);
            await using var transaction = await database.BeginWriteAsync(connection, stop);
            var locked = await SharedCounters.LockAsync(connection, transaction, [], counters, time.GetUtcNow(), stop);
            return [.. counters.Select(counter => locked.Of[counter.Id].Read(counter))];
        }, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(UsageCounter counter, CancellationToken cancellation) =>
        ChangeAsync(counter, static account => account.Tally.Used = 0, cancellation);

    /// <inheritdoc/>
    public ValueTask RaiseAsync(UsageCounter counter, long extra, int windows, CancellationToken cancellation) =>
        ChangeAsync(counter, account => (account.Tally.Extra, account.Tally.ExtraWindows) = (extra, extra == 0 ? 0 : windows), cancellation);

    /// <summary>Writes what has been settled, and renews what is held. What cannot be written is tried again with the next call.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var isDue = now - _renewed >= Lease / 4 && !_holds.IsEmpty;
        if (_settled.IsEmpty && !isDue)
            return;
        await using var connection = await database.OpenAsync(cancellation);
        if (isDue)
        {
            await connection.ExecuteAsync(null, "UPDATE iris_holds SET expires = @expires WHERE owner = @owner AND call = ANY(@calls)", cancellation,
                ("expires", (now + Lease).ToUnixTimeMilliseconds()), ("owner", owner), ("calls", _holds.Keys.ToArray()));
            // Some time after they end: nobody's clock is exact.
            await connection.ExecuteAsync(null, "DELETE FROM iris_holds WHERE expires < @past", cancellation, ("past", (now - Lease).ToUnixTimeMilliseconds()));
            _renewed = now;
        }
        var batch = new List<Settlement>();
        while (batch.Count < 1000 && _settled.TryDequeue(out var settlement))
            batch.Add(settlement);
        if (batch.Count == 0)
            return;
        try
        {
            await using var transaction = await database.BeginWriteAsync(connection, cancellation);
            await SharedCounters.BookAsync(connection, transaction, batch, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch
        {
            batch.ForEach(_settled.Enqueue);
            throw;
        }
    }

    // One transaction at a time makes all reservations that have come up: many calls wait for one commit, and not for each other's locks.
    private void Work()
    {
        if (Interlocked.CompareExchange(ref _isWorking, 1, 0) == 0)
            _ = Task.Run(WorkAsync);
    }

    private async Task WorkAsync()
    {
        var orders = new List<Order>();
        while (orders.Count < MostAtOnce && _orders.TryDequeue(out var order))
        {
            if (!order.Answer.Task.IsCompleted)
                orders.Add(order);
        }
        try
        {
            if (orders.Count > 0)
                await ReserveAsync(orders);
        }
        catch (Exception e)
        {
            foreach (var order in orders)
                order.Answer.TrySetException(e);
        }
        finally
        {
            Volatile.Write(ref _isWorking, 0);
            if (!_orders.IsEmpty)
                Work();
        }
    }

    private async Task ReserveAsync(List<Order> orders)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var (stop, now) = (patience.Token, time.GetUtcNow());
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await database.BeginWriteAsync(connection, stop);
        var counters = orders.SelectMany(order => order.Demands).Select(demand => demand.Counter);
        var locked = await SharedCounters.LockAsync(connection, transaction, [.. orders.Select(order => order.Call)], counters, now, stop);
        var answers = orders.ConvertAll(order => locked.Reserve(order.Call, order.Demands));
        await SharedCounters.WriteAsync(connection, transaction, locked.Of.Values, stop);
        await SharedCounters.HoldAsync(connection, transaction, locked.NewHolds!, owner, now + Lease, stop);
        await transaction.CommitAsync(stop);
        for (var i = 0; i < orders.Count; i++)
            orders[i].Answer.TrySetResult(answers[i]);
    }

    private async ValueTask ChangeAsync(UsageCounter counter, Action<Account> change, CancellationToken cancellation) =>
        await database.WithinAsync(Patience, time, async stop =>
    {
        await using var connection = await database.OpenAsync(stop);
        await using var transaction = await database.BeginWriteAsync(connection, stop);
        var locked = await SharedCounters.LockAsync(connection, transaction, [], [counter], time.GetUtcNow(), stop);
        change(locked.Of[counter.Id]);
        await SharedCounters.WriteAsync(connection, transaction, locked.Of.Values, stop);
        await transaction.CommitAsync(stop);
        return true;
    }, cancellation);

    private sealed record Order(string Call, IReadOnlyList<Demand> Demands)
    {
        public TaskCompletionSource<Reservation> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
