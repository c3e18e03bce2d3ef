using Iris.Gateway.Recordings;

namespace Iris.Gateway.Idempotency;

/// <summary>A call that this instance makes, and any number of others wait for.</summary>
/// <param name="Key">The call.</param>
/// <param name="Recording">Its answer.</param>
internal sealed record RunningCall(RepeatKey Key, Recording Recording)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the state knows what has become of the call.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The state knows what has become of the call.</summary>
    public void Settle() => _settled.TrySetResult();
}
