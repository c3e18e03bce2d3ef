using Iris.Gateway.Access;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Gateway.Store;

namespace Iris.Gateway.Jobs;

/// <summary>Where jobs are kept: their table in the state, their requests and answers in the store.</summary>
internal sealed class JobStore(StateService state, StoreService store, CurrentSnapshot snapshot, Random random, TimeProvider time)
{
    /// <summary>The table; null where the state at the start was none that keeps anything.</summary>
    public JobTable? Table { get; } = state.Database is { } database && store.Files is not null ? new JobTable(database, time) : null;

    /// <summary>The jobs that instances make, where there is a table.</summary>
    public JobLeases Leases { get; } = new(state.Database!, InstanceName.New(random), time);

    /// <summary>The ends of jobs that are to be told, where there is a table.</summary>
    public WebhookTable Webhooks { get; } = new(state.Database!, time);

    /// <summary>The store of requests and answers.</summary>
    public FileStore Files => store.Files!;

    /// <summary>Whom the jobs of a request belong to: its key, or the hash of whatever it presents; null where it is let in by nobody.</summary>
    public string? HolderOf(HttpContext context)
    {
        var (key, refusal) = snapshot().Images.Access is { } access ? PresentedKeys.Identify(access, context.Request, [], time.GetUtcNow()) : default;
        return refusal is not null ? null : PresentedKeys.HolderOf(key?.Name, context.Request);
    }

    /// <summary>Deletes a file; what fails is left to its end.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        try
        {
            if (await Files.FindAsync(id, cancellation) is { } file)
                await Files.DeleteAsync(file, cancellation);
        }
        catch (StoreException)
        {
            // It goes with its time.
        }
    }
}
