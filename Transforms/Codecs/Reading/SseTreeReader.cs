using System.Text;
using Iris.Transforms.Wire.Sse;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>Reads a stream of events whose data are JSON documents; each is read as <see cref="JsonTreeReader"/> reads one.</summary>
public abstract class SseTreeReader : JsonTreeReader, ISseHandler
{
    private readonly SseReader _sse;
    private bool _hasData;

    /// <summary>Creates a reader for one stream.</summary>
    protected SseTreeReader() => _sse = new SseReader(this);

    /// <summary>The shortened name of the current event; null while it has none. It may come after the event's data.</summary>
    protected string? EventName { get; private set; }

    /// <summary>
    /// Every event has been read: sets <see cref="AnswerReader.Failure"/> or <see cref="AnswerReader.Next"/>, or completes the sink.
    /// </summary>
    protected abstract void OnLastWhole();

    /// <summary>Handles an event without data: an incomplete one, or one whose name says everything.</summary>
    protected virtual void OnBareEvent()
    {
    }

    /// <inheritdoc/>
    protected sealed override void OnFeed(ReadOnlySpan<byte> chunk) => _sse.Feed(chunk);

    /// <inheritdoc/>
    protected sealed override void OnComplete()
    {
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

    // Only the end of the body ends the stream; [DONE] adds nothing.
    void ISseHandler.Done() => Forget();

    private void Forget()
    {
        _hasData = false;
        EventName = null;
    }
}
