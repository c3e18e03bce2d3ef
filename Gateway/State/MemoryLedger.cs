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
    private readonly Dictionary<UsageId, Account> _accounts = [];
    private readonly Dictionary<string, List<Hold>> _holds = [];

    /// <inheritdoc/>
    public bool IsDurable { get; init; }

    /// <inheritdoc/>
    public ValueTask<Reservation> ReserveAsync(string id, IReadOnlyList<Demand> demands, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            List<Violation>? violations = null;
            _holds.TryGetValue(id, out var holds);
            foreach (var demand in demands)
            {
                var account = AccountOf(demand.Counter, now);
                var own = holds?.Find(hold => hold.Account == account).Amount ?? 0;
                if (account.Tally.Judge(demand, account.Reserved - own) is { } violation)
                    (violations ??= []).Add(violation);
            }
            if (violations is not null)
                return new(new Reservation(violations, Read(demands, now)));
            if (holds is null)
                _holds[id] = holds = new(demands.Count);
            foreach (var demand in demands)
                Take(holds, AccountOf(demand.Counter, now), demand);
            return new(new Reservation([], Read(demands, now)));
        }
    }

    /// <inheritdoc/>
    public void Settle(string id, in Spent spent)
    {
        lock (_lock)
        {
            if (!_holds.Remove(id, out var holds))
                return;
            foreach (var hold in holds)
            {
                hold.Account.Reserved -= hold.Amount;
                var used = spent.Of(hold.Account.Id.Kind);
                if (used == 0)
                    continue;
                hold.Account.Tally.Used = Tally.Add(hold.Account.Tally.Used, used);
                hold.Account.HasChanged = true;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UsageReading>> ReadAsync(IReadOnlyList<UsageCounter> counters, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return new([.. counters.Select(counter => Read(counter, now))]);
        }
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
                _accounts[row.Id] = new Account(row.Id) { Tally = row.Tally };
        }
    }

    /// <summary>The usage that has changed since the last call of this method.</summary>
    public IReadOnlyList<UsageRow> TakeChanges()
    {
        lock (_lock)
        {
            List<UsageRow>? changed = null;
            foreach (var account in _accounts.Values)
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
                if (_accounts.TryGetValue(row.Id, out var account))
                    account.HasChanged = true;
            }
        }
    }

    private UsageReading[] Read(IReadOnlyList<Demand> demands, DateTimeOffset now)
    {
        var readings = new UsageReading[demands.Count];
        for (var i = 0; i < readings.Length; i++)
            readings[i] = Read(demands[i].Counter, now);
        return readings;
    }

    private UsageReading Read(UsageCounter counter, DateTimeOffset now)
    {
        var account = AccountOf(counter, now);
        return account.Tally.Read(counter, account.Reserved);
    }

    private static void Take(List<Hold> holds, Account account, in Demand demand)
    {
        if (Tally.IsSpentAtOnce(demand.Counter.Kind))
        {
            account.Tally.Used = Tally.Add(account.Tally.Used, demand.Amount);
            account.HasChanged = true;
            return;
        }
        var at = holds.FindIndex(hold => hold.Account == account);
        if (at >= 0)
        {
            account.Reserved -= holds[at].Amount;
            holds.RemoveAt(at);
        }
        holds.Add(new Hold(account, demand.Amount));
        account.Reserved += demand.Amount;
    }

    private Account AccountOf(UsageCounter counter, DateTimeOffset now)
    {
        if (!_accounts.TryGetValue(counter.Id, out var account))
            _accounts[counter.Id] = account = new Account(counter.Id);
        account.HasChanged |= account.Tally.Roll(counter.Window, now);
        return account;
    }

    private sealed class Account(UsageId id)
    {
        public readonly UsageId Id = id;
        public Tally Tally;
        public long Reserved;
        public bool HasChanged;
    }

    private readonly record struct Hold(Account Account, long Amount);
}

/// <summary>The usage of a counter as the state keeps it.</summary>
/// <param name="Id">The counter's name.</param>
/// <param name="Tally">The usage.</param>
internal readonly record struct UsageRow(UsageId Id, Tally Tally);
