using System.Globalization;
using System.Text.Json;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>The two things that an operator changes at night: more money for a while, and usage that begins anew. Each is told in the log.</summary>
internal sealed partial class BudgetApi(KeyApi keys, ILedger ledger, ILogger<BudgetApi> logger)
{
    private const decimal MostUsd = 1_000_000_000m;
    private const int MostCycles = 10_000;
    private const string Anew = "Usage begins anew";

    /// <summary><c>PUT /api/governance/virtual-keys/{id}/budgets/{budget_id}/override</c>.</summary>
    public async Task<ImageError?> RaiseAsync(HttpContext context, string name, string budget)
    {
        if (Find(name, budget) is not { } counter)
            return keys.Find(name) is null ? KeyApi.Unknown : UnknownBudget;
        var (order, error) = await AdminBody.ReadAsync(context, ReadOrder);
        if (error is not null)
            return error;
        await ledger.RaiseAsync(counter, (long)(order.Usd * UsageCounter.Nano), order.Windows, context.RequestAborted);
        Log.Raised(logger, UsageJson.IdOf(counter), order.Usd, order.Windows < 0 ? "until it is taken back" : string.Create(CultureInfo.InvariantCulture, $"for {order.Windows} windows"));
        return await ShowAsync(context, counter);
    }

    /// <summary><c>DELETE …/override</c>.</summary>
    public async Task<ImageError?> LowerAsync(HttpContext context, string name, string budget)
    {
        if (Find(name, budget) is not { } counter)
            return keys.Find(name) is null ? KeyApi.Unknown : UnknownBudget;
        await ledger.RaiseAsync(counter, 0, 0, context.RequestAborted);
        Log.Lowered(logger, UsageJson.IdOf(counter));
        return await ShowAsync(context, counter);
    }

    /// <summary>
    /// <c>PUT /api/governance/virtual-keys/{id}</c> with <c>"reset_budget_usage": true</c>, <c>"reset_rate_limit_usage": true</c> or both, and
    /// nothing else: everything else stands in the file.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The key's name.</param>
    /// <param name="owned">The refusal of any other change.</param>
    public async Task<ImageError?> ResetAsync(HttpContext context, string name, ImageError owned)
    {
        var key = keys.Find(name);
        return await ResetAsync(context, key?.Counters.Where(counter => !counter.Holder.IsGroup), owned)
            ?? (key is null ? KeyApi.Unknown : await keys.ShowAsync(context, key.Name, Anew));
    }

    /// <summary><c>PUT /api/governance/teams/{id}</c>: the same for what the keys of a group have used together.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The group's name.</param>
    /// <param name="owned">The refusal of any other change.</param>
    public async Task<ImageError?> ResetGroupAsync(HttpContext context, string name, ImageError owned)
    {
        var group = keys.FindGroup(name);
        return await ResetAsync(context, group?.Counters, owned)
            ?? (group is null ? KeyApi.UnknownGroup : await keys.ShowGroupAsync(context, group.Name, Anew));
    }

    private async Task<ImageError?> ResetAsync(HttpContext context, IEnumerable<UsageCounter>? counters, ImageError owned)
    {
        var (reset, error) = await AdminBody.ReadAsync(context, body => ReadReset(body, owned));
        if (error is not null)
            return error;
        foreach (var counter in counters ?? [])
        {
            if (counter.Kind == UsageKind.Concurrent || !(counter.Kind == UsageKind.Usd ? reset.Budgets : reset.Limits))
                continue;
            await ledger.ResetAsync(counter, context.RequestAborted);
            Log.Reset(logger, UsageJson.IdOf(counter));
        }
        return null;
    }

    private UsageCounter? Find(string name, string budget) => keys.Find(name)?.Counters
        .FirstOrDefault(counter => counter.Kind == UsageKind.Usd && UsageJson.IdOf(counter).Equals(budget, StringComparison.OrdinalIgnoreCase));

    private static ImageError UnknownBudget { get; } = AdminErrors.NotFound("The key has no budget of this id; GET the key to see those it has.");

    private async Task<ImageError?> ShowAsync(HttpContext context, UsageCounter counter)
    {
        var reading = (await keys.ReadAsync([counter], context.RequestAborted))[counter.Id];
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartObject("budget"u8);
            UsageJson.WriteBudget(writer, reading);
            writer.WriteEndObject();
            writer.WriteUsd("effective_max_limit", Tally.Add(counter.Limit, reading.Extra));
        });
        return null;
    }

    private static (Order, ImageError?) ReadOrder(JsonElement body)
    {
        decimal? usd = null;
        string? mode = null;
        int? cycles = null;
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "amount" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDecimal(out var amount)
                    && amount is > 0 and <= MostUsd:
                    usd = amount;
                    break;
                case "amount":
                    return (default, AdminErrors.Invalid("amount", "must be a number of US dollars, above 0"));
                case "mode" when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is "cycles" or "forever":
                    mode = member.Value.GetString();
                    break;
                case "mode":
                    return (default, AdminErrors.Invalid("mode", "must be cycles or forever"));
                case "cycles" when member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var count)
                    && count is > 0 and <= MostCycles:
                    cycles = count;
                    break;
                case "cycles":
                    return (default, AdminErrors.Invalid("cycles", $"must be a whole number, 1 to {MostCycles}"));
                default:
                    return (default, AdminErrors.Invalid(Calls.PrintableText.Of(member.Name), "is unknown here; there are amount, mode and cycles"));
            }
        }
        if (usd is null)
            return (default, AdminErrors.Invalid("amount", "is missing"));
        if (mode is null)
            return (default, AdminErrors.Invalid("mode", "is missing: cycles or forever"));
        return mode == "forever" && cycles is not null
            ? (default, AdminErrors.Invalid("cycles", "has no effect with the mode forever"))
            : (new Order(usd.Value, mode == "forever" ? -1 : cycles ?? 1), null);
    }

    private static (Kinds, ImageError?) ReadReset(JsonElement body, ImageError owned)
    {
        var kinds = default(Kinds);
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("reset_budget_usage" or "reset_rate_limit_usage"))
                return (default, owned);
            if (member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return (default, AdminErrors.Invalid(member.Name, "must be true or false"));
            var asks = member.Value.GetBoolean();
            kinds = member.Name == "reset_budget_usage" ? kinds with { Budgets = asks } : kinds with { Limits = asks };
        }
        return kinds == default ? (default, owned) : (kinds, null);
    }

    private readonly record struct Order(decimal Usd, int Windows);

    private readonly record struct Kinds(bool Budgets, bool Limits);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The management API raises the budget {Budget} by {Usd} USD {Until}.", EventName = "BudgetRaised")]
        public static partial void Raised(ILogger logger, string budget, decimal usd, string until);

        [LoggerMessage(2, LogLevel.Information, "The management API takes back what was added to the budget {Budget}.", EventName = "BudgetLowered")]
        public static partial void Lowered(ILogger logger, string budget);

        [LoggerMessage(3, LogLevel.Information, "The management API lets the usage of {Counter} begin anew.", EventName = "UsageReset")]
        public static partial void Reset(ILogger logger, string counter);
    }
}
