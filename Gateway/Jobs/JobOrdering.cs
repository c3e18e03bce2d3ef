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

    private readonly Lock _lock = new();
    private PlacedOrders? _begun;
    private byte[]?[] _receipts = [];
    private volatile bool _isStored = run.Job.Placed is not null;

    /// <inheritdoc/>
    public PlacedOrders? Placed { get; } = run.Job.Placed is { } json ? PlacedOrdersJson.Parse(json) : null;

    /// <summary>Whether an order may have gone out.</summary>
    public bool MayBeBilled { get; private set; } = run.Job.Placed is not null;

    /// <inheritdoc/>
    public bool IsAskedFor { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Only a client's word ends what a provider works on.</remarks>
    public bool KeepsOrders => _isStored && run.Stop is JobStop.Gateway or JobStop.Lost;

    /// <inheritdoc/>
    public async ValueTask BeginAsync(ImageAttempt attempt, ImageDestination destination, int calls)
    {
        if (!MayBeBilled || _isStored)
            await leases.OrderAsync(run.Job.Id, run.Ended);
        MayBeBilled = true;
        _isStored = false;
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
            _isStored = await leases.PlaceAsync(run.Job.Id, json, patience.Token);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
        {
            // The job goes on; only a restart would interrupt it.
        }
    }

    /// <inheritdoc/>
    public void Resume() => IsAskedFor = true;
}
