using System.Text;
using Iris.Transforms.Wire.Sse;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// Reads a stream of events whose data are JSON documents; each is read as <see cref="JsonTreeReader"/> reads one. An answer that is no stream is a
/// single document.
/// </summary>
public abstract class SseTreeReader : JsonTreeReader, ISseHandler
{
    // Null for a single document.
    private readonly SseReader? _sse;
    private bool _hasData;

    /// <summary>Creates a reader for one answer.</summary>
    /// <param name="isStream">False reads a single document without events.</param>
    protected SseTreeReader(bool isStream = true) => _sse = isStream ? new SseReader(this) : null;

    /// <summary>Whether the answer is a stream of events.</summary>
    protected bool IsStream => _sse is not null;

    /// <summary>The shortened name of the current event; null while it has none. It may come after the event's data.</summary>
    protected string? EventName { get; private set; }

    /// <summary>
    /// Every document has been read: sets <see cref="AnswerReader.Failure"/> or <see cref="AnswerReader.Next"/>, or completes the sink.
    /// </summary>
    protected abstract void OnLastWhole();

    /// <summary>Handles an event without data: an incomplete one, or one whose name says everything.</summary>
    protected virtual void OnBareEvent()
    {
    }

    /// <summary>The server has sent <c>[DONE]</c>.</summary>
    protected virtual void OnDone()
    {
    }

    /// <summary>The server has sent a comment: it is at work.</summary>
    protected virtual void OnComment()
    {
    }

    /// <inheritdoc/>
    protected sealed override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        if (_sse is null)
            FeedDocument(chunk);
        else
            _sse.Feed(chunk);
    }

    /// <inheritdoc/>
    protected sealed override void OnComplete()
    {
        if (_sse is null)
            EndDocument();
        else
            _sse.Complete();
        OnLastWhole();
    }

    void ISseHandler.EventName(ReadOnlySpan<byte> name) => EventName = Encoding.UTF8.GetString(name);

    void ISseHandler.Data(ReadOnlySpan<byte> slice)
    {
        _hasData = true;
        FeedDocument(slice);
    }

    void ISseHandler.Dispatch()
    {
        if (_hasData)
            EndDocument();
        else
            OnBareEvent();
        Forget();
    }

    // Only the end of the body ends the stream.
    void ISseHandler.Done()
    {
        OnDone();
        Forget();
    }

    void ISseHandler.Comment() => OnComment();

    private void Forget()
    {
        _hasData = false;
        EventName = null;
    }
}
