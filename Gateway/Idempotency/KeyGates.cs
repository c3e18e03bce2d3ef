using Iris.Gateway.State;

namespace Iris.Gateway.Idempotency;

/// <summary>Lets calls with the same key be looked at one after another. Others rarely meet, as keys are spread over several gates.</summary>
/// <param name="time">The clock.</param>
internal sealed class KeyGates(TimeProvider time)
{
    /// <summary>The longest wait at a gate: for two that have to wait for the state as long as it may take.</summary>
    public static readonly TimeSpan Patience = 2 * PostgresLedger.Patience;

    /// <summary>The most calls that wait at one gate.</summary>
    public const int MostWaiting = 256;

    // Held by the one who is in.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly int[] _waiting = new int[64];

    /// <summary>Waits until nobody else looks at a key. Disposing what is returned lets the next one in.</summary>
    /// <param name="id">The key's id, hexadecimal digits.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StateException">Others take too long, or too many wait.</exception>
    public ValueTask<Pass> EnterAsync(string id, CancellationToken cancellation)
    {
        var index = Convert.ToInt32(id[..2], 16) % _gates.Length;
        return _gates[index].Wait(0, CancellationToken.None) ? new(new Pass(_gates[index])) : WaitAsync(index, cancellation);
    }

    private async ValueTask<Pass> WaitAsync(int index, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            if (Interlocked.Increment(ref _waiting[index]) > MostWaiting)
                throw new StateException("too many calls wait for the state");
            await _gates[index].WaitAsync(both.Token);
            return new Pass(_gates[index]);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new StateException("calls before this one wait for the state", e);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting[index]);
        }
    }

    /// <summary>Held while a key is looked at; disposed once.</summary>
    internal readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
