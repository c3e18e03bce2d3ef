using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Jobs;

/// <summary>Notes on a job's row what is ordered for it: once that it may be billed, and the provider's orders when all of an attempt are taken.</summary>
/// <param name="leases">The table.</param>
/// <param name="run">The job.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class JobOrdering(JobLeases leases, JobRun run, TimeProvider time) : IOrderNotes
{
    // An order's receipt is a few hundred bytes; what is longer is not noted, and the job cannot be resumed.
    private const int MostCharacters = 16 * 1024;

    // Whether the row has the orders of the attempt; a write whose reply is lost may have been done.
    private enum Noted
    {
        No,
        Perhaps,
        Yes,
    }

    // How far the orders of an earlier process are asked for.
    private enum Asking
    {
        NotYet,
        Left,
        Begun,
    }

    /// <summary>How long the orders of an earlier process wait for what is needed to ask for them.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _lost = time.GetUtcNow() + LongestWait;
    private readonly Lock _lock = new();
    private PlacedOrders? _begun;
    private byte[]?[] _receipts = [];
    private volatile Asking _asking;
    private volatile Noted _noted = run.Job.Placed is not null ? Noted.Yes : Noted.No;

    /// <inheritdoc/>
    public PlacedOrders? Placed { get; } = run.Job.Placed is { } json ? PlacedOrdersJson.Parse(json) : null;

    /// <summary>Whether an order may have gone out.</summary>
    public bool MayBeBilled { get; private set; } = run.Job.Placed is not null;

    /// <inheritdoc/>
    public bool IsAskedFor => _asking == Asking.Begun;

    /// <summary>Whether something kept the call from asking for its orders that may have passed at the next try.</summary>
    public bool IsLeft => _asking == Asking.Left;

    /// <inheritdoc/>
    /// <remarks>Only a client's word ends what a provider works on. Whoever has taken the job over may have found what was perhaps noted.</remarks>
    public bool KeepsOrders => run.Stop == JobStop.Lost ? _noted != Noted.No : _noted == Noted.Yes && (IsLeft || run.Stop == JobStop.Gateway);

    /// <inheritdoc/>
    public async ValueTask BeginAsync(ImageAttempt attempt, ImageDestination destination, int calls)
    {
        if (!MayBeBilled || _noted != Noted.No)
            await leases.OrderAsync(run.Job.Id, run.Ended);
        MayBeBilled = true;
        _noted = Noted.No;
        lock (_lock)
        {
            _receipts = new byte[calls][];
            _begun = new PlacedOrders
            {
                Cluster = attempt.Target.Cluster.Id,
                Model = attempt.Target.Model,
                Destination = destination.Id,
                FallbackIndex = attempt.FallbackIndex,
                Receipts = [],
                Trail = [.. attempt.Call.Trail],
            };
        }
    }

    /// <inheritdoc/>
    public async ValueTask PlaceAsync(int call, byte[] receipt, Usd? most)
    {
        string json;
        lock (_lock)
        {
            _receipts[call] = receipt;
            if (Array.Exists(_receipts, one => one is null))
                return;
            json = PlacedOrdersJson.Write(_begun! with { Receipts = _receipts!, Most = most });
        }
        if (json.Length > MostCharacters)
            return;
        try
        {
            using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
            _noted = Noted.Perhaps;
            _noted = await leases.PlaceAsync(run.Job.Id, json, patience.Token) ? Noted.Yes : Noted.No;
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
        {
            // The job goes on; only a restart would interrupt it.
        }
    }

    /// <inheritdoc/>
    public void Resume() => _asking = Asking.Begun;

    /// <inheritdoc/>
    public bool Leaves(ImageError? failure)
    {
        if (Placed is null || IsAskedFor)
            return false;
        if (failure != CallFailure.LostOrders && run.Stop == JobStop.None && time.GetUtcNow() < _lost)
            _asking = Asking.Left;
        return KeepsOrders;
    }

    /// <summary>The call is made again.</summary>
    public void TryAgain() => _asking = Asking.NotYet;
}
