namespace Iris.Gateway.State;

/// <summary>Writes to the state behind calls, a few times a second: nobody waits for it.</summary>
internal interface IStateWriter
{
    /// <summary>Writes what has come up since the last time. What cannot be written is kept, within bounds, or counted as dropped.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task FlushAsync(StateDatabase database, CancellationToken cancellation);
}
