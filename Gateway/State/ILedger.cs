using Iris.Gateway.Model.Access;

namespace Iris.Gateway.State;

/// <summary>
/// Counts what keys and groups use. Whatever a call may use is reserved before it, for all its limits or for none, and settled after it; so that two
/// calls cannot both take the last dollar.
/// </summary>
internal interface ILedger
{
    /// <summary>Calls whose usage is lost, because the state was away for too long; since the start.</summary>
    long Lost { get; }

    /// <summary>
    /// Reserves for a call, all demands or none. A demand on a counter that the call has reserved already takes the place of the earlier one.
    /// </summary>
    /// <param name="id">The call.</param>
    /// <param name="demands">The demands, one for each counter.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What stands in the way, if anything, and the usage of all counters that were asked for.</returns>
    /// <exception cref="StateException">The state cannot be reached in time.</exception>
    ValueTask<Reservation> ReserveAsync(string id, IReadOnlyList<Demand> demands, CancellationToken cancellation);

    /// <summary>Replaces all that a call has reserved by what it has used. It does not wait, and is written within a second.</summary>
    void Settle(string id, in Spent spent);

    /// <summary>Reads the usage of counters.</summary>
    /// <exception cref="StateException">The state cannot be reached in time.</exception>
    ValueTask<IReadOnlyList<UsageReading>> ReadAsync(IReadOnlyList<UsageCounter> counters, CancellationToken cancellation);

    /// <summary>Forgets what a counter has used in its window, which goes on; what calls hold stays held.</summary>
    /// <exception cref="StateException">The state cannot be reached in time.</exception>
    ValueTask ResetAsync(UsageCounter counter, CancellationToken cancellation);

    /// <summary>Adds to a counter's limit for a while.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="extra">What is added, in the counter's unit; 0 takes it back.</param>
    /// <param name="windows">For how many windows, this one included; -1 until it is taken back.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StateException">The state cannot be reached in time.</exception>
    ValueTask RaiseAsync(UsageCounter counter, long extra, int windows, CancellationToken cancellation);
}

/// <summary>The state cannot be reached, or did not answer in time.</summary>
internal sealed class StateException(string message, Exception? inner = null) : Exception(message, inner);
