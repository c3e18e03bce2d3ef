namespace Iris.Gateway.Jobs;

/// <summary>Why a job is ended early.</summary>
internal enum JobStop
{
    /// <summary>It is not.</summary>
    None,
    /// <summary>Its client has cancelled it.</summary>
    Client,
    /// <summary>The gateway ends.</summary>
    Gateway,
    /// <summary>It is another instance's by now: this one has not renewed its lease in time.</summary>
    Lost,
}

/// <summary>A job that this instance makes.</summary>
/// <param name="job">The job.</param>
/// <param name="ended">Ends it early. Never disposed: it has no timer, and whoever ends a job may come at any time.</param>
internal sealed class JobRun(Job job, CancellationTokenSource ended)
{
    private int _stop;

    /// <summary>The job.</summary>
    public Job Job => job;

    /// <summary>Cancelled when it is to end early.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Why it is to end early; the first reason counts.</summary>
    public JobStop Stop => (JobStop)Volatile.Read(ref _stop);

    /// <summary>Ends it early; whoever calls does not wait, and meets no failure of the job.</summary>
    public void End(JobStop why)
    {
        if (Interlocked.CompareExchange(ref _stop, (int)why, (int)JobStop.None) == (int)JobStop.None)
            _ = ended.CancelAsync();
    }
}
