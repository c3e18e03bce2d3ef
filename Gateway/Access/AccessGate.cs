using System.Globalization;
using Iris.Gateway.Calls;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Access;

/// <summary>The door: finds out who calls, and reserves what a call may use before anything is sent.</summary>
internal sealed class AccessGate(ILedger ledger, AccessMetrics metrics, Random random, TimeProvider time)
{
    // Calls of several instances meet in one ledger.
    private readonly string _instance = InstanceName.New(random);
    private long _calls;

    /// <summary>Lets a call in by its headers, or says why not.</summary>
    /// <param name="access">Who may call.</param>
    /// <param name="context">The request; its response gets the headers of limits.</param>
    /// <param name="query">The names of query parameters that carry a key on this route.</param>
    /// <param name="judge">Judges what is asked for by what the key may do; null allows.</param>
    /// <param name="counts">The kinds of limits that count on this route.</param>
    /// <returns>The call's share, null for a call without a key; and the refusal, null for none.</returns>
    public async ValueTask<(CallShare? Share, ImageError? Refusal)> EnterAsync(
        AccessOptions access, HttpContext context, IReadOnlyList<string> query, Func<ClientKey, ImageError?> judge, Func<UsageKind, bool> counts)
    {
        var made = context.Features.Get<DetachedCall>() is { IsRehearsal: false } detached ? detached : null;
        var (key, refusal) = made is null
            ? PresentedKeys.Identify(access, context.Request, query, time.GetUtcNow())
            : PresentedKeys.Identify(access, made.Key, time.GetUtcNow());
        // What is ordered already counts, whatever its key may do by now.
        var isOrdered = key is not null && made is { IsResumed: true };
        if (key is not null)
            context.Features.Set(new Caller(key.Name, key.Group));
        refusal = isOrdered ? null : refusal ?? (key is null ? null : judge(key));
        if (refusal?.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refusal is not null || key is null)
        {
            if (refusal is not null)
                metrics.Refused(key, refusal);
            return (null, refusal);
        }
        var share = new CallShare(string.Create(CultureInfo.InvariantCulture, $"{_instance}-{Interlocked.Increment(ref _calls)}"), access, key, context)
        {
            IsOrdered = isOrdered,
        };
        var demands = new List<Demand>(key.Counters.Count);
        foreach (var counter in key.Counters)
        {
            // What is made later was counted as a request when it was ordered, and waits for a place of its own.
            if (counts(counter.Kind) && (made is null || counter.Kind is not (UsageKind.Requests or UsageKind.Concurrent)))
                demands.Add(new Demand(counter, counter.Kind is UsageKind.Requests or UsageKind.Concurrent ? 1 : 0, isOrdered));
        }
        var full = await ReserveAsync(share, demands, isOrdered ? CancellationToken.None : context.RequestAborted);
        return full is null || isOrdered ? (share, null) : (null, full);
    }

    /// <summary>Reserves more for a call that has been let in; the refusal where there is no room.</summary>
    public async ValueTask<ImageError?> ReserveAsync(
        CallShare share, IReadOnlyList<Demand> demands, CancellationToken cancellation)
    {
        if (demands.Count == 0)
            return null;
        try
        {
            var reservation = await ledger.ReserveAsync(share.Id, demands, cancellation);
            metrics.Read(reservation.Readings);
            // A fallback may come behind a stream's first heartbeat.
            if (!share.Context.Response.HasStarted)
                RateLimitHeaders.Write(share.Context.Response.Headers, reservation.Readings, time.GetUtcNow());
            var refusal = reservation.IsGranted ? null : AccessErrors.Exceeded(reservation.Violations, time.GetUtcNow());
            if (refusal is not null)
                metrics.Refused(share.Key, refusal);
            return refusal;
        }
        catch (StateException)
        {
            metrics.StateFailed();
            if (share.Access.AllowOnStateFailure)
                return null;
            metrics.Refused(share.Key, AccessErrors.StateUnavailable);
            return AccessErrors.StateUnavailable;
        }
    }

    /// <summary>Replaces what a call has reserved by what it has used.</summary>
    public void Settle(CallShare share, in Spent spent) => ledger.Settle(share.Id, spent);
}

/// <summary>What one call has reserved.</summary>
/// <param name="Id">Its name in the ledger, never used twice.</param>
/// <param name="Access">The rules that it was let in by.</param>
/// <param name="Key">Who makes it.</param>
/// <param name="Context">Its request, whose response tells of limits.</param>
internal sealed record CallShare(string Id, AccessOptions Access, ClientKey Key, HttpContext Context)
{
    /// <summary>What failed attempts may have cost, in billionths of a dollar.</summary>
    public long PossiblySpent { get; set; }
    /// <summary>The most that the target under way may cost, in billionths of a dollar; null where nobody knows.</summary>
    public long? Worst { get; set; }
    /// <summary>Whether what it may use is judged only when it is known that something is ordered.</summary>
    public bool IsPostponed { get; init; }
    /// <summary>Whether an earlier process has ordered what it uses: nothing refuses it.</summary>
    public bool IsOrdered { get; init; }
    /// <summary>How many failed attempts have been looked at.</summary>
    public int AttemptsSeen { get; set; }
}
