using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>The usage of one counter, and what calls hold of it.</summary>
internal sealed class Account(UsageId id)
{
    /// <summary>The counter's name.</summary>
    public readonly UsageId Id = id;
    /// <summary>Its usage.</summary>
    public Tally Tally;
    /// <summary>What calls hold.</summary>
    public long Reserved;
    /// <summary>Whether the usage has changed since somebody last asked.</summary>
    public bool HasChanged;

    /// <summary>The usage with everything that is held.</summary>
    public UsageReading Read(UsageCounter counter) => Tally.Read(counter, Reserved);
}

/// <summary>
/// Counters and what calls hold of them, and the one rule by which a call reserves: all that it asks for, or nothing. It knows no lock and no store.
/// </summary>
internal sealed class Accounts
{
    /// <summary>The counters by name.</summary>
    public Dictionary<UsageId, Account> Of { get; } = [];
    /// <summary>What calls hold.</summary>
    public Dictionary<(string Call, UsageId Id), long> Holds { get; } = [];
    /// <summary>What they hold anew, for a store that writes it; null where there is none.</summary>
    public Dictionary<(string Call, UsageId Id), long>? NewHolds { get; init; }

    /// <summary>Reserves for a call. What it holds of a counter already gives way to what it asks for now.</summary>
    public Reservation Reserve(string call, IReadOnlyList<Demand> demands)
    {
        List<Violation>? violations = null;
        foreach (var demand in demands)
        {
            var account = Of[demand.Counter.Id];
            if (account.Tally.Judge(demand, account.Reserved - Holds.GetValueOrDefault((call, account.Id))) is { } violation)
                (violations ??= []).Add(violation);
        }
        if (violations is null)
        {
            foreach (var demand in demands)
                Take(call, demand);
        }
        var readings = new UsageReading[demands.Count];
        for (var i = 0; i < readings.Length; i++)
            readings[i] = Of[demands[i].Counter.Id].Read(demands[i].Counter);
        return new Reservation(violations ?? [], readings);
    }

    /// <summary>Gives back what a call holds of a counter, and counts what it has used.</summary>
    public void Settle(string call, UsageId id, long used)
    {
        var account = Of[id];
        if (Holds.Remove((call, id), out var held))
            account.Reserved -= held;
        Use(account, used);
    }

    private static void Use(Account account, long amount)
    {
        if (amount == 0)
            return;
        account.Tally.Used = Tally.Add(account.Tally.Used, amount);
        account.HasChanged = true;
    }

    private void Take(string call, in Demand demand)
    {
        var account = Of[demand.Counter.Id];
        if (Tally.IsSpentAtOnce(demand.Counter.Kind))
        {
            Use(account, demand.Amount);
            return;
        }
        var hold = (call, account.Id);
        account.Reserved += demand.Amount - Holds.GetValueOrDefault(hold);
        Holds[hold] = demand.Amount;
        if (NewHolds is not null)
            NewHolds[hold] = demand.Amount;
    }
}
