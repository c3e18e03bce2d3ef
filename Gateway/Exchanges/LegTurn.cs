using System.Threading.Tasks.Sources;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// A leg whose 2xx answer has begun and that waits to be read. Several calls of an exchange share one sink, so one answer is
/// read at a time, in order of arrival.
/// </summary>
/// <remarks>
/// A turn that is being read belongs to its reader: until that lets go of it, the call must not release the body, or the connection would be
/// given to another call while it is still read from. The call that waits goes on where its turn ends, without a detour over the thread pool: most calls have nothing left to do.
/// </remarks>
/// <param name="kind">What the leg does.</param>
/// <param name="body">The provider's bytes.</param>
/// <param name="length">How many, as the answer's head tells it; null when it does not.</param>
/// <param name="createReader">Makes their reader.</param>
/// <param name="deadline">The leg's clock.</param>
internal sealed class LegTurn(LegKind kind, Stream body, long? length, Func<AnswerReader> createReader, ExchangeDeadline deadline) : IValueTaskSource<ProviderLeg?>
{
    private ManualResetValueTaskSourceCore<ProviderLeg?> _read;
    private CancellationTokenRegistration _abandoning;
    private int _taken;
    private int _ended;
    private AnswerReader? _reader;

    /// <summary>What the leg does.</summary>
    public LegKind Kind { get; } = kind;
    /// <summary>The provider's bytes.</summary>
    public Stream Body { get; } = body;
    /// <summary>Reads them. Made when the turn has come: a reader begins by looking at what the sink has so far.</summary>
    public AnswerReader Reader => _reader ??= CreateReader();
    /// <summary>The leg's clock.</summary>
    public ExchangeDeadline Deadline { get; } = deadline;
    /// <summary>The turn behind this one in its queue.</summary>
    public LegTurn? Following { get; set; }
    /// <summary>True when its clock was stopped because another answer was being read.</summary>
    public bool HasWaited { get; set; }
    /// <summary>True once the body's first byte has been read.</summary>
    public bool HasBegun => Received > 0;
    /// <summary>Bytes of the body that have been read.</summary>
    public long Received { get; set; }
    /// <summary>
    /// True where the announced length ends the body: in HTTP/1.1, unless it comes in chunks. In HTTP/2 the end is a sign of its own: a body that is
    /// let go before it is reset.
    /// </summary>
    public bool LengthIsEnd { get; init; }
    /// <summary>True when all there is has been read, as far as the length tells it.</summary>
    public bool IsAtEnd => LengthIsEnd && Received == length;
    /// <summary>True when the body ended before it was whole.</summary>
    public bool HasBroken { get; set; }
    /// <summary>True once the answer has been read to its end.</summary>
    public bool IsWhole { get; private set; }
    /// <summary>The leg that follows, as the answer has it.</summary>
    public ProviderLeg? Next { get; private set; }

    /// <summary>Waits until the answer has been read; the leg that follows, or null. Asked once.</summary>
    public ValueTask<ProviderLeg?> WhenReadAsync(CancellationToken cancellationToken)
    {
        _abandoning = cancellationToken.UnsafeRegister(static (state, token) => ((LegTurn)state!).Abandon(token), this);
        return new ValueTask<ProviderLeg?>(this, _read.Version);
    }

    /// <summary>Takes the turn for reading. False when its call has ended while it stood in line: then it must not be read.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Gives up a turn that was taken and will not be read to its end. No read of it is under way any more.</summary>
    public void LetGo()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _read.SetException(new OperationCanceledException());
    }

    /// <summary>Ends the turn.</summary>
    public void EndRead()
    {
        var next = Reader.Failure is null ? Reader.Next : null;
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        Next = next;
        IsWhole = !HasBroken;
        _read.SetResult(next);
    }

    private AnswerReader CreateReader()
    {
        var reader = createReader();
        if (length is { } told)
            reader.Expect(told);
        return reader;
    }

    private void Abandon(CancellationToken token)
    {
        if (TryTake() && Interlocked.Exchange(ref _ended, 1) == 0)
            _read.SetException(new OperationCanceledException(token));
    }

    ProviderLeg? IValueTaskSource<ProviderLeg?>.GetResult(short token)
    {
        _abandoning.Unregister();
        return _read.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<ProviderLeg?>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ProviderLeg?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);
}
