using System.Threading.Tasks.Sources;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// A leg whose 2xx answer has begun and that waits to be read. Several calls of an exchange share one sink, so one answer is
/// read at a time, in order of arrival.
/// </summary>
/// <remarks>
/// A turn that is being read belongs to its reader: until the reader has ended or abandoned it, the call must not release the body, or the
/// connection would be given to another call while it is still read from. The call that waits goes on where its turn ends, without a detour
/// over the thread pool: most calls have nothing left to do.
/// </remarks>
/// <param name="leg">The leg.</param>
/// <param name="contentType">The answer's media type without parameters, lower case; null when missing.</param>
/// <param name="body">The answer's body.</param>
/// <param name="sink">Receives the answer.</param>
internal sealed class LegTurn(ProviderLeg leg, string? contentType, LegBody body, ImageSink sink) : IValueTaskSource<ProviderLeg?>
{
    private enum State
    {
        /// <summary>It waits in line, and is its call's.</summary>
        InLine,
        /// <summary>It is being read, and is its reader's.</summary>
        Taken,
        /// <summary>The same, but its body has ended before it was whole.</summary>
        Torn,
        /// <summary>It has been read to its end.</summary>
        Whole,
        /// <summary>It has ended otherwise.</summary>
        Ended,
    }

    private ManualResetValueTaskSourceCore<ProviderLeg?> _read;
    private CancellationTokenRegistration _abandoning;
    private State _state;
    private AnswerReader? _reader;

    /// <summary>What the leg does.</summary>
    public LegKind Kind => leg.Kind;
    /// <summary>The provider's bytes.</summary>
    public LegBody Body => body;
    /// <summary>Reads them. Made when the turn has come: a reader begins by looking at what the sink has so far.</summary>
    public AnswerReader Reader => _reader ??= CreateReader();
    /// <summary>The turn behind this one in its queue.</summary>
    public LegTurn? Following { get; set; }
    /// <summary>True once the answer has been read to its end.</summary>
    public bool IsWhole => _state == State.Whole;
    /// <summary>The leg that follows, as the answer has it.</summary>
    public ProviderLeg? Next { get; private set; }

    /// <summary>Waits until the answer has been read; the leg that follows, or null. Asked once.</summary>
    public ValueTask<ProviderLeg?> WhenReadAsync(CancellationToken cancellationToken)
    {
        _abandoning = cancellationToken.UnsafeRegister(static (state, token) => ((LegTurn)state!).Leave(token), this);
        return new ValueTask<ProviderLeg?>(this, _read.Version);
    }

    /// <summary>Takes the turn for reading. False when its call has ended while it stood in line: then it must not be read.</summary>
    public bool TryTake() => TryMove(State.InLine, State.Taken);

    /// <summary>The body has ended before it was whole.</summary>
    public void Tear() => TryMove(State.Taken, State.Torn);

    /// <summary>Gives up a turn that will not be read to its end. Its call goes on when no read of the body is under way any more.</summary>
    public void Abandon()
    {
        if (body.TakeReading() is { } reading)
            _ = AbandonAfterAsync(reading);
        else
            EndUnread();
    }

    /// <summary>Ends a turn that was taken. No read of it is under way any more.</summary>
    public void EndRead()
    {
        Next = Reader.Failure is null ? Reader.Next : null;
        if (TryMove(State.Taken, State.Whole) || TryMove(State.Torn, State.Ended))
            _read.SetResult(Next);
    }

    private AnswerReader CreateReader()
    {
        var reader = leg.CreateReader(contentType, sink);
        if (body.Length is { } told)
            reader.Expect(told);
        return reader;
    }

    // The exchange has ended: what stands in line is not read any more.
    private void Leave(CancellationToken token)
    {
        if (TryMove(State.InLine, State.Ended))
            _read.SetException(new OperationCanceledException(token));
    }

    private async Task AbandonAfterAsync(Task reading)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        EndUnread();
    }

    private void EndUnread()
    {
        if (TryMove(State.InLine, State.Ended) || TryMove(State.Taken, State.Ended) || TryMove(State.Torn, State.Ended))
            _read.SetException(new OperationCanceledException());
    }

    private bool TryMove(State from, State to) => Interlocked.CompareExchange(ref _state, to, from) == from;

    ProviderLeg? IValueTaskSource<ProviderLeg?>.GetResult(short token)
    {
        _abandoning.Unregister();
        return _read.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<ProviderLeg?>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ProviderLeg?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);
}
