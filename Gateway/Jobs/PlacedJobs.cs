using Iris.Gateway.Calls;

namespace Iris.Gateway.Jobs;

/// <summary>The jobs whose orders a provider works on.</summary>
internal sealed class PlacedJobs(JobStore jobs) : IPlacedCalls
{
    /// <inheritdoc/>
    public async ValueTask<bool> HasAsync(string holder, PathString path, string idempotencyKey, CancellationToken cancellation) =>
        jobs.Table is { } table
        && (await table.HeadersOfPlacedAsync(holder, path.Value!, cancellation)).Exists(kept => JobHeaders.IdempotencyKeyOf(kept) == idempotencyKey);
}
