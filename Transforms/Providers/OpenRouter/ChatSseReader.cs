using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Sse;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Reads the stream of a chat completion: unnamed events, each with an object of its own, comments while the model works (<c>: OPENROUTER
/// PROCESSING</c>), and <c>[DONE]</c> at the end. The stream is complete when a finish reason or <c>[DONE]</c> has come.
/// </summary>
internal sealed class ChatSseReader : AnswerReader, ISseHandler
{
    private readonly ChatAnswer _answer;
    private readonly ImageSink _sink;
    private readonly SseReader _sse;
    private ChatReader? _chunk;
    private bool _isDone;

    public ChatSseReader(ChatAnswer answer, ImageSink sink)
    {
        _answer = answer;
        _sink = sink;
        _sse = new SseReader(this);
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk) => _sse.Feed(chunk);

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        _sse.Complete();
        if (Failure is not null)
            return;
        if (!_isDone && _answer.FinishReason is null)
            throw new FormatException("the stream ended without a finish reason");
        (Failure, Next) = _answer.Complete();
    }

    void ISseHandler.Comment() => _sink.Progress();

    void ISseHandler.EventName(ReadOnlySpan<byte> name)
    {
    }

    void ISseHandler.Data(ReadOnlySpan<byte> slice)
    {
        if (Failure is not null)
            return;
        _chunk ??= new ChatReader(_answer, isWhole: false);
        _chunk.Feed(slice);
        Failure = _chunk.Failure;
    }

    void ISseHandler.Dispatch()
    {
        if (Failure is null && _chunk is not null)
        {
            _chunk.Complete();
            Failure = _chunk.Failure;
            Said ??= _chunk.Said;
        }
        _chunk = null;
    }

    void ISseHandler.Done()
    {
        _isDone = true;
        _chunk = null;
    }
}
