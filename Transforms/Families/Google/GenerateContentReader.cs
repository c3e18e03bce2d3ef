using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Pictures;
using Iris.Transforms.Wire.Sse;

namespace Iris.Transforms.Families.Google;

/// <summary>Reads the plain answer of <c>generateContent</c>.</summary>
internal sealed class GenerateContentReader : AnswerReader
{
    private readonly GenerateContentAnswer _answer;
    private readonly GenerateContentDocument _document;

    /// <summary>Creates a reader for one answer.</summary>
    /// <param name="sink">Receives the answer.</param>
    /// <param name="readError">Reads an error object inside a 200 answer.</param>
    public GenerateContentReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _answer = new GenerateContentAnswer(sink, readError);
        _document = new GenerateContentDocument(_answer);
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        _document.Feed(chunk);
        if (_document.Failure is { } failure)
            Failure = _answer.Fail() ?? failure;
    }

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        _document.Complete();
        Said = _document.Said;
        Failure = _document.Failure is { } failure ? _answer.Fail() ?? failure : _answer.Complete();
    }
}

/// <summary>
/// Reads the stream of <c>streamGenerateContent?alt=sse</c>: unnamed events, each a whole response object, without <c>[DONE]</c>. The stream is
/// complete when a finish reason has come; a picture without one may come from a stream that broke off.
/// </summary>
internal sealed class GenerateContentSseReader : AnswerReader, ISseHandler
{
    private readonly GenerateContentAnswer _answer;
    private readonly SseReader _sse;
    // The document of the event being read; null until the event has data.
    private GenerateContentDocument? _document;

    /// <inheritdoc cref="GenerateContentReader(ImageSink, Func{ErrorAnswer, ImageError})"/>
    public GenerateContentSseReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _answer = new GenerateContentAnswer(sink, readError);
        _sse = new SseReader(this);
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        try
        {
            _sse.Feed(chunk);
        }
        catch (FormatException)
        {
            Failure = _answer.Fail();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        try
        {
            _sse.Complete();
            if (_answer.Pictures.HasAny && !_answer.HasFinished)
                throw new FormatException("the stream ended without a finish reason");
            Failure = _answer.Complete();
        }
        catch (FormatException)
        {
            Failure = _answer.Fail();
            throw;
        }
    }

    void ISseHandler.EventName(ReadOnlySpan<byte> name)
    {
    }

    void ISseHandler.Data(ReadOnlySpan<byte> slice)
    {
        _document ??= new GenerateContentDocument(_answer);
        _document.Feed(slice);
        Check(_document);
    }

    void ISseHandler.Dispatch()
    {
        if (_document is not { } document)
            return;
        document.Complete();
        Said ??= document.Said;
        Check(document);
        _document = null;
    }

    void ISseHandler.Done() => _document = null;

    private static void Check(GenerateContentDocument document)
    {
        if (document.Failure is { } failure)
            throw failure.Code == NotAPictureCode ? new PictureFormatException(failure.Cause!) : new FormatException(failure.Cause);
    }
}
