using System.Threading.Tasks.Sources;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// A leg whose 2xx answer has begun and waits to be read. The calls of an exchange share one sink, so their answers are read one at a time, in
/// order of arrival.
/// </summary>
/// <remarks>
/// The reader owns a turn that is being read: until it has ended or abandoned the turn, the call must not release the body, because another call
/// could get the connection while it is still being read. The waiting call continues where its turn ends, without the thread pool: most calls have
/// nothing left to do.
/// </remarks>
/// <param name="leg">The leg.</param>
/// <param name="contentType">The answer's media type without parameters, in lower case; null when missing.</param>
/// <param name="body">The answer's body.</param>
/// <param name="sink">Receives the answer.</param>
/// <param name="mayRepeat">Whether the leg may be sent again when its answer breaks off.</param>
/// <param name="seed">Of several calls the seed of this one; null when there is one call.</param>
internal sealed class LegTurn(ProviderLeg leg, string? contentType, LegBody body, ImageSink sink, bool mayRepeat = false, CallSeed? seed = null)
    : IValueTaskSource<ProviderLeg?>
{
    private enum State
    {
        /// <summary>It waits in the queue and belongs to its call.</summary>
        InLine,
        /// <summary>It is being read and belongs to its reader.</summary>
        Taken,
        /// <summary>It is being read, but its body ended before the answer was complete.</summary>
        Torn,
        /// <summary>It has been read to its end.</summary>
        Whole,
        /// <summary>It has ended in another way.</summary>
        Ended,
    }

    private ManualResetValueTaskSourceCore<ProviderLeg?> _read;
    private CancellationTokenRegistration _abandoning;
    private State _state;
    private AnswerReader? _reader;
    private int _imagesBefore;

    /// <summary>The leg's purpose.</summary>
    public LegKind Kind => leg.Kind;
    /// <summary>The provider's bytes.</summary>
    public LegBody Body => body;
    /// <summary>Reads the bytes. Created when the turn begins, because a reader first looks at the sink's counts.</summary>
    public AnswerReader Reader => _reader ??= CreateReader();
    /// <summary>The turn after this one in the queue.</summary>
    public LegTurn? Following { get; set; }
    /// <summary>True once the answer has been read to its end.</summary>
    public bool IsWhole => _state == State.Whole;
    /// <summary>True when <see cref="Next"/> will be this leg again.</summary>
    public bool IsRepeated { get; private set; }
    /// <summary>The next leg, which the answer asks for.</summary>
    public ProviderLeg? Next { get; private set; }

    /// <summary>Waits until the answer has been read; returns the next leg, or null. Called once.</summary>
    public ValueTask<ProviderLeg?> WhenReadAsync(CancellationToken cancellationToken)
    {
        _abandoning = cancellationToken.UnsafeRegister(static (state, token) => ((LegTurn)state!).Leave(token), this);
        return new ValueTask<ProviderLeg?>(this, _read.Version);
    }

    /// <summary>Takes the turn for reading. False when its call ended while the turn waited: then it must not be read.</summary>
    public bool TryTake() => TryMove(State.InLine, State.Taken);

    /// <summary>Marks the body as ended before the answer was complete.</summary>
    public void Tear() => TryMove(State.Taken, State.Torn);

    /// <summary>
    /// Asks for the same leg again after its answer broke off. False when the leg may not be sent again, or when a picture has begun to go out.
    /// </summary>
    public bool TryRepeat() => IsRepeated = mayRepeat && _state == State.Torn && !sink.InImage && sink.Images == _imagesBefore;

    /// <summary>Abandons a turn that will not be read to its end. Its call continues when no read of the body is running.</summary>
    public void Abandon()
    {
        if (body.TakeReading() is { } reading)
            _ = AbandonAfterAsync(reading);
        else
            EndUnread();
    }

    /// <summary>Ends a turn that was taken, when no read of the body is running.</summary>
    public void EndRead()
    {
        Next = IsRepeated ? leg : Reader.Failure is null ? Reader.Next : null;
        if (TryMove(State.Taken, State.Whole) || TryMove(State.Torn, State.Ended))
            _read.SetResult(Next);
    }

    private AnswerReader CreateReader()
    {
        _imagesBefore = sink.Images;
        sink.BeginTurn(seed);
        var reader = leg.CreateReader(contentType, sink);
        if (body.Length is { } told)
            reader.Expect(told);
        return reader;
    }

    // The exchange has ended: waiting turns are not read any more.
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

    void IValueTaskSource<ProviderLeg?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);
}
