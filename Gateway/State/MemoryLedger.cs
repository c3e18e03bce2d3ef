using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>
/// Counts in memory, for one instance. Nothing waits for a disk: a store that keeps the usage for the next start reads what has changed
/// (<see cref="TakeChanges"/>). What calls hold is not kept; it ends with the process. A call that began in one window and ends in the next is
/// counted in the next, so that nothing is lost.
/// </summary>
internal sealed class MemoryLedger(TimeProvider time) : ILedger
{
    private readonly Lock _lock = new();
    private readonly Accounts _accounts = new();
    // The counters of which calls hold something.
    private readonly Dictionary<string, HashSet<UsageId>> _calls = [];

    /// <inheritdoc/>
    public long Lost => 0;

    /// <inheritdoc/>
    public ValueTask<Reservation> ReserveAsync(string id, IReadOnlyList<Demand> demands, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var demand in demands)
                AccountOf(demand.Counter, now);
            var reservation = _accounts.Reserve(id, demands);
            if (reservation.IsGranted)
            {
                if (!_calls.TryGetValue(id, out var counters))
                    _calls[id] = counters = [];
                foreach (var demand in demands)
                {
                    if (!Tally.IsSpentAtOnce(demand.Counter.Kind))
                        counters.Add(demand.Counter.Id);
                }
            }
            return new(reservation);
        }
    }

    /// <inheritdoc/>
    public void Settle(string id, in Spent spent)
    {
        lock (_lock)
        {
            if (!_calls.Remove(id, out var counters))
                return;
            foreach (var counter in counters)
                _accounts.Settle(id, counter, spent.Of(counter.Kind));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageReading>> ReadAsync(IReadOnlyList<UsageCounter> counters, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var readings = new UsageReading[counters.Count];
        lock (_lock)
        {
            for (var i = 0; i < readings.Length; i++)
                readings[i] = AccountOf(counters[i], now).Read(counters[i]);
        }
        return new(readings);
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(UsageCounter counter, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var account = AccountOf(counter, time.GetUtcNow());
            account.Tally.Used = 0;
            account.HasChanged = true;
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RaiseAsync(UsageCounter counter, long extra, int windows, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var account = AccountOf(counter, time.GetUtcNow());
            (account.Tally.Extra, account.Tally.ExtraWindows) = (extra, extra == 0 ? 0 : windows);
            account.HasChanged = true;
        }
        return default;
    }

    /// <summary>Takes over what an earlier process has counted; before the first call.</summary>
    public void Load(IEnumerable<UsageRow> rows)
    {
        lock (_lock)
        {
            foreach (var row in rows)
                _accounts.Of[row.Id] = new Account(row.Id) { Tally = row.Tally };
        }
    }

    /// <summary>The usage that has changed since the last call of this method.</summary>
    public IReadOnlyList<UsageRow> TakeChanges()
    {
        lock (_lock)
        {
            List<UsageRow>? changed = null;
            foreach (var account in _accounts.Of.Values)
            {
                if (!account.HasChanged)
                    continue;
                account.HasChanged = false;
                (changed ??= []).Add(new UsageRow(account.Id, account.Tally));
            }
            return changed ?? (IReadOnlyList<UsageRow>)[];
        }
    }

    /// <summary>Gives changes back that could not be written.</summary>
    public void GiveBack(IEnumerable<UsageRow> rows)
    {
        lock (_lock)
        {
            foreach (var row in rows)
            {
                if (_accounts.Of.TryGetValue(row.Id, out var account))
                    account.HasChanged = true;
            }
        }
    }

    private Account AccountOf(UsageCounter counter, DateTimeOffset now)
    {
        if (!_accounts.Of.TryGetValue(counter.Id, out var account))
            _accounts.Of[counter.Id] = account = new Account(counter.Id);
        account.HasChanged |= account.Tally.Roll(counter.Window, now);
        return account;
    }
}

/// <summary>The usage of a counter as the state keeps it.</summary>
/// <param name="Id">The counter's name.</param>
/// <param name="Tally">The usage.</param>
internal readonly record struct UsageRow(UsageId Id, Tally Tally);
