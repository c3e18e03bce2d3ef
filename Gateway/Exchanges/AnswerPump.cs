using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Takes the answers of an exchange's calls, one after another, from the provider's connection to the client's pipe. Most of the bytes are the
/// provider's own base64: inside a picture they are read into the client's pipe, and bytes are encoded into it. A client that reads slowly slows
/// the provider down, and no more than a piece is ever held; while either is waited for, not even that.
/// </summary>
/// <param name="exchange">Whose answers they are.</param>
/// <param name="scope">What its calls share.</param>
/// <param name="output">What the sink writes to.</param>
/// <param name="heartbeat">The silence between two pictures after which a comment goes out; infinite for none.</param>
internal sealed partial class AnswerPump(Exchange exchange, ExchangeScope scope, AnswerOutput output, TimeSpan heartbeat) : IDisposable
{
    // Less than this goes out together with what follows, if that is at hand: an answer's end with its beginning, an event's with its data.
    // A small call is flushed once that way (docs/performance.md, "What was tried").
    private const int SmallWrite = 4096;

    // A provider may count faster than anybody reads.
    private static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    private enum State
    {
        /// <summary>Answers are read, and more may come.</summary>
        Reading,
        /// <summary>The only call has given its last answer: its end is a matter of a moment.</summary>
        Ending,
        /// <summary>The exchange has failed, and the failure has yet to be told.</summary>
        Failed,
        /// <summary>Nothing is read any more.</summary>
        Ended,
        /// <summary>The exchange is over.</summary>
        Disposed,
    }

    private readonly ImageAttempt _attempt = scope.Attempt;
    private readonly ImageSink _sink = scope.Sink;
    private State _state;
    // In Failed.
    private CallFailure _failure;
    private FailedCalls? _failedCalls;
    // The one that is read; null between two.
    private LegTurn? _turn;
    // Awaited while heartbeats go out.
    private Task<LegTurn?>? _nextTurn;
    private PipeWriter? _client;
    private long? _progressTold;

    /// <summary>Milliseconds from the attempt's start until the first byte of a picture; null before.</summary>
    public long? FirstImageMilliseconds { get; private set; }

    /// <summary>Why the answer failed after it had begun, or why no more of it is read; null while nothing is wrong.</summary>
    public ImageError? Failure { get; private set; }

    /// <summary>Reads until the first byte of a picture has been written.</summary>
    /// <param name="target">Is told of progress until then.</param>
    /// <returns>The failure when there is none to come.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallFailure?> PrimeAsync(IAnswerTarget target)
    {
        try
        {
            while (!_sink.HasImage && IsReading)
            {
                await AdvanceAsync();
                if (_sink.HasImage)
                    break;
                // Minutes may pass until the picture: between its steps, or between polls. Nothing that was read waits to be sent.
                output.ReleasePiece();
                // Before the first picture dispatch tells it, as it may still have to turn to another target.
                if (TakeProgress() is { } progress)
                    await target.TellProgressAsync(progress);
            }
        }
        catch (OperationCanceledException)
        {
            return new CallFailure(CallFailure.Cancelled, PossiblyBilled: true, TryAnotherDestination: false);
        }
        catch (Exception e)
        {
            // A codec that throws must not leave its call waiting to be read, which would hold the destination's place for ever.
            Fail(scope.Classify(e, null));
        }
        return EndPriming();
    }

    private CallFailure? EndPriming()
    {
        if (_state == State.Failed)
        {
            // The first piece may hold a picture's beginning and its failure. Nothing is committed yet, so that this is a failure
            // like any other; only a finished picture is kept, where the form can tell the failure behind it.
            if (_sink.Images == 0 || !_sink.Fail(_failure.Error))
                return _failure;
            Failure = _failure.Error;
            _state = State.Ended;
        }
        else if (!_sink.HasImage)
        {
            return CallFailure.OfAnswer(CallFailure.NoImage);
        }
        FirstImageMilliseconds = (long)scope.Services.Time.GetElapsedTime(_attempt.Started).TotalMilliseconds;
        return null;
    }

    /// <summary>Writes all the rest to the client. The last bytes may be left for the server to flush, with the end of its response.</summary>
    /// <exception cref="OperationCanceledException">The client has gone, or the exchange was ended.</exception>
    /// <exception cref="IOException">The answer broke off where its form has no place to say so.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PumpAsync(PipeWriter client)
    {
        _client = client;
        output.Connect(client);
        while (true)
        {
            await SendAsync();
            if (!IsReading)
            {
                _attempt.ClientGone.ThrowIfCancellationRequested();
                return;
            }
            try
            {
                await AdvanceAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A fault in the codec, which must not pass for a client who has gone.
                Fail(scope.Classify(e, null));
            }
            if (_state == State.Failed)
                await TellFailureAsync();
            else if (_sink.AtBoundary && TakeProgress() is { } progress)
                _attempt.Call.Dialect.WriteProgress(output, progress);
        }
    }

    public void Dispose()
    {
        if (_state == State.Disposed)
            return;
        _state = State.Disposed;
        _turn?.Abandon();
        _turn = null;
    }

    private bool IsReading => _state is State.Reading or State.Ending;

    private void Fail(CallFailure failure) => (_state, _failure) = (State.Failed, failure);

    // Less than would be worth a write of its own waits for what follows.
    private ValueTask SendAsync()
    {
        output.Send();
        return output.Unflushed >= SmallWrite ? FlushAsync() : ValueTask.CompletedTask;
    }

    // Nothing that was written waits with us for the provider.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync()
    {
        output.BeginFlush();
        var flushed = await _client!.FlushAsync(_attempt.ClientGone);
        if (!flushed.IsCompleted && !flushed.IsCanceled)
            return;
        exchange.End();
        throw new OperationCanceledException("The client has gone.");
    }

    private void FailCall(CallFailure failure)
    {
        _failedCalls ??= new FailedCalls(scope.Turns.Calls);
        if (_failedCalls.Add(failure, _sink.InImage) is { } whole)
            Fail(whole);
        else
            _sink.FailCall(failure.Error);
    }

    // A failure after the first byte: told in the stream where the form has a place for it; else the connection breaks, so
    // that nobody takes a torn document for a whole one.
    private async ValueTask TellFailureAsync()
    {
        _state = State.Ended;
        Failure = _failure.Error;
        if (_sink.Fail(_failure.Error))
            return;
        // The client shall see that there was an answer, and that it broke off.
        output.Send();
        if (output.Unflushed > 0)
            await FlushAsync();
        throw new IOException("The provider's answer broke off.");
    }
}
