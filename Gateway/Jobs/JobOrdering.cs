using Iris.Gateway.Calls;

namespace Iris.Gateway.Jobs;

/// <summary>Notes on a job's row what is ordered for it.</summary>
/// <param name="leases">The table.</param>
/// <param name="run">The job.</param>
internal sealed class JobOrdering(JobLeases leases, JobRun run) : IOrderNotes
{
    /// <summary>Whether an order may have gone out.</summary>
    public bool MayBeBilled { get; private set; }

    /// <inheritdoc/>
    public async ValueTask BeginAsync()
    {
        if (MayBeBilled)
            return;
        await leases.OrderAsync(run.Job.Id, run.Ended);
        MayBeBilled = true;
    }
}
