using Iris.Gateway.Access;
using Iris.Gateway.Model;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>Keys, budgets and limits, with what has been used of them.</summary>
internal sealed class KeyApi(CurrentSnapshot snapshot, ILedger ledger, AccessMetrics metrics, TimeProvider time)
{
    private IEnumerable<ClientKey> Keys =>
        (snapshot().Images.Access?.Keys.Values ?? []).OrderBy(key => key.Name, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<KeyGroup> Groups =>
        (snapshot().Images.Access?.Groups.Values ?? []).OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The key of this name; null for none.</summary>
    public ClientKey? Find(string name) => snapshot().Images.Access?.Keys.GetValueOrDefault(name);

    /// <summary>The group of this name; null for none.</summary>
    public KeyGroup? FindGroup(string name) => snapshot().Images.Access?.Groups.GetValueOrDefault(name);

    /// <summary><c>GET /api/governance/virtual-keys</c>.</summary>
    public async Task<ImageError?> ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var search = query.Text("search");
        var limit = (int)(query.Whole("limit", 1, 100) ?? 25);
        var offset = (int)(query.Whole("offset", 0, int.MaxValue) ?? 0);
        // Bifrost's clients send it; there is one source only.
        query.Flag("from_memory");
        if (query.Error is { } error)
            return error;
        ClientKey[] all = [.. Keys.Where(key => search is null || key.Name.Contains(search, StringComparison.OrdinalIgnoreCase))];
        ClientKey[] page = [.. all.Skip(offset).Take(limit)];
        var usage = await ReadAsync(page.SelectMany(key => key.Counters), context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartArray("virtual_keys"u8);
            foreach (var key in page)
            {
                writer.WriteStartObject();
                KeyJson.Write(writer, key, Of(usage, key.Counters), time.GetUtcNow());
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteNumber("count"u8, page.Length);
            writer.WriteNumber("total_count"u8, all.Length);
            writer.WriteNumber("limit"u8, limit);
            writer.WriteNumber("offset"u8, offset);
        });
        return null;
    }

    /// <summary><c>GET /api/governance/virtual-keys/{id}</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The key's name.</param>
    /// <param name="message">What was done to it; null where it is only shown.</param>
    public async Task<ImageError?> ShowAsync(HttpContext context, string name, string? message = null)
    {
        if (Find(name) is not { } key)
            return Unknown;
        var usage = await ReadAsync(key.Counters, context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            if (message is not null)
                writer.WriteString("message"u8, message);
            writer.WriteStartObject("virtual_key"u8);
            KeyJson.Write(writer, key, Of(usage, key.Counters), time.GetUtcNow());
            writer.WriteEndObject();
        });
        return null;
    }

    /// <summary><c>GET /api/governance/teams/{id}</c>: what the keys of a group have used together.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The group's name.</param>
    /// <param name="message">What was done to it; null where it is only shown.</param>
    public async Task<ImageError?> ShowGroupAsync(HttpContext context, string name, string? message = null)
    {
        if (FindGroup(name) is not { } group)
            return UnknownGroup;
        var usage = await ReadAsync(group.Counters, context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            if (message is not null)
                writer.WriteString("message"u8, message);
            writer.WriteStartObject("team"u8);
            writer.WriteString("id"u8, group.Name);
            writer.WriteString("name"u8, group.Name);
            UsageJson.WriteBudgets(writer, Of(usage, group.Counters));
            UsageJson.WriteRateLimit(writer, "rate_limit", Of(usage, group.Counters));
            writer.WriteEndObject();
        });
        return null;
    }

    /// <summary><c>GET /api/governance/virtual-keys/quota</c>: what the key that asks may still use. The key itself is the credential.</summary>
    public async Task<ImageError?> ShowQuotaAsync(HttpContext context)
    {
        if (snapshot().Images.Access is not { } access)
            return AdminErrors.NotFound("The gateway asks for no keys (Images.Access).");
        var (key, refusal) = PresentedKeys.Identify(access, context.Request, [], time.GetUtcNow());
        if (key is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return refusal ?? AccessErrors.KeyRequired;
        }
        var usage = await ReadAsync(key.Counters, context.RequestAborted);
        var all = Of(usage, key.Counters);
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteString("virtual_key_name"u8, key.Name);
            writer.WriteBoolean("is_active"u8, KeyJson.IsActive(key, time.GetUtcNow()));
            writer.WriteTime("expires_at", key.Expires);
            UsageJson.WriteBudgets(writer, all);
            UsageJson.WriteRateLimit(writer, "rate_limit", [.. all.Where(reading => !reading.Counter.Holder.IsGroup)]);
            if (key.Group is not null)
                UsageJson.WriteRateLimit(writer, "team_rate_limit", [.. all.Where(reading => reading.Counter.Holder.IsGroup)]);
        });
        return null;
    }

    /// <summary><c>GET /api/governance/budgets</c>: those of keys and of groups.</summary>
    public async Task<ImageError?> ListBudgetsAsync(HttpContext context)
    {
        var counters = Holders.SelectMany(counters => counters).Where(counter => counter.Kind == UsageKind.Usd).ToArray();
        var usage = await ReadAsync(counters, context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            UsageJson.WriteBudgets(writer, Of(usage, counters));
            writer.WriteNumber("count"u8, counters.Length);
        });
        return null;
    }

    /// <summary><c>GET /api/governance/rate-limits</c>: those of keys and of groups.</summary>
    public async Task<ImageError?> ListLimitsAsync(HttpContext context)
    {
        UsageCounter[][] holders =
            [.. Holders.Select(counters => counters.Where(counter => counter.Kind != UsageKind.Usd).ToArray()).Where(limits => limits.Length > 0)];
        var usage = await ReadAsync(holders.SelectMany(limits => limits), context.RequestAborted);
        await AdminResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartArray("rate_limits"u8);
            foreach (var limits in holders)
            {
                writer.WriteStartObject();
                UsageJson.WriteRateLimit(writer, Of(usage, limits));
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteNumber("count"u8, holders.Length);
        });
        return null;
    }

    /// <summary>Reads the usage of counters, which the metrics then show as well.</summary>
    /// <exception cref="StateException">The state cannot be reached.</exception>
    public async Task<Dictionary<UsageId, UsageReading>> ReadAsync(IEnumerable<UsageCounter> counters, CancellationToken cancellation)
    {
        var readings = await ledger.ReadAsync([.. counters.DistinctBy(counter => counter.Id)], cancellation);
        metrics.Read(readings);
        return readings.ToDictionary(reading => reading.Counter.Id);
    }

    /// <summary>There is no such key.</summary>
    public static ImageError Unknown { get; } = AdminErrors.NotFound("There is no key of this name in Images.Access.Keys.");

    /// <summary>There is no such group.</summary>
    public static ImageError UnknownGroup { get; } = AdminErrors.NotFound("There is no group of this name in Images.Access.Groups.");

    // The limits of each key and each group, those of a key without its group's.
    private IEnumerable<IEnumerable<UsageCounter>> Holders =>
        Keys.Select(key => key.Counters.Where(counter => !counter.Holder.IsGroup)).Concat(Groups.Select(group => group.Counters.AsEnumerable()));

    private static UsageReading[] Of(Dictionary<UsageId, UsageReading> usage, IReadOnlyList<UsageCounter> counters) =>
        [.. counters.Select(counter => usage[counter.Id])];
}
