namespace Iris.Gateway.CallLogs;

/// <summary>Takes finished calls, beside the log of calls.</summary>
internal interface ICallSink
{
    /// <summary>The name for the log and the metric.</summary>
    string Name { get; }

    /// <summary>Takes some calls, the oldest first. What throws, or has not ended at its deadline, is given again.</summary>
    /// <param name="calls">The calls; their prompts are not for a sink.</param>
    /// <param name="cancellation">Ends at the deadline.</param>
    Task WriteAsync(IReadOnlyList<CallRow> calls, CancellationToken cancellation);
}
