namespace Iris.Gateway.Jobs;

/// <summary>One bit that wakes the one who waits for it: however often it is set, nothing piles up.</summary>
/// <param name="time">The clock of the waits.</param>
internal sealed class JobSignal(TimeProvider time)
{
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes whoever waits.</summary>
    public void Set() => Volatile.Read(ref _set).TrySetResult();

    /// <summary>Begins anew: taken before a look, so that what comes during the look is not missed.</summary>
    public Task Next()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _set, next);
        return next.Task;
    }

    /// <summary>Waits for the signal, at most so long; ends without an exception in any case.</summary>
    /// <param name="set">What <see cref="Next"/> gave.</param>
    /// <param name="most">The longest wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task WaitAsync(Task set, TimeSpan most, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(set, Task.Delay(most, time, over.Token));
        await over.CancelAsync();
    }
}
