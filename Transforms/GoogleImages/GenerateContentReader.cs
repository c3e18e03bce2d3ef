using Iris.Transforms.Answers;
using Iris.Transforms.Errors;
using Iris.Transforms.Json;
using Iris.Transforms.Providers;
using Iris.Transforms.Sse;

namespace Iris.Transforms.GoogleImages;

/// <summary>Reads the plain answer of <c>generateContent</c>.</summary>
public sealed class GenerateContentReader : AnswerReader
{
    private readonly GenerateContentAnswer _answer;
    private readonly JsonTokenizer _tokenizer;

    /// <summary>Makes a reader for one answer.</summary>
    /// <param name="sink">Receives the answer.</param>
    /// <param name="readError">Reads an error object found inside a 200.</param>
    public GenerateContentReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _answer = new GenerateContentAnswer(sink, readError);
        _tokenizer = new JsonTokenizer(new JsonPicker(GenerateContentAnswer.Shape, _answer));
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        try
        {
            _tokenizer.Feed(chunk);
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
            _tokenizer.Complete();
            Failure = _answer.Complete();
        }
        catch (FormatException)
        {
            Failure = _answer.Fail();
            throw;
        }
    }
}

/// <summary>
/// Reads the stream of <c>streamGenerateContent?alt=sse</c>: unnamed events, each a whole response object, no <c>[DONE]</c>. It is whole
/// when a finish reason has come; a picture without one may be one of a torn stream.
/// </summary>
public sealed class GenerateContentSseReader : AnswerReader, ISseHandler
{
    private readonly GenerateContentAnswer _answer;
    private readonly JsonPicker _picker;
    private readonly JsonTokenizer _tokenizer;
    private readonly SseReader _sse;
    private bool _hasData;

    /// <inheritdoc cref="GenerateContentReader(ImageSink, Func{ErrorAnswer, ImageError})"/>
    public GenerateContentSseReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _answer = new GenerateContentAnswer(sink, readError);
        _picker = new JsonPicker(GenerateContentAnswer.Shape, _answer);
        _tokenizer = new JsonTokenizer(_picker);
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
            if (_answer.HasImage && !_answer.HasFinished)
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
        _hasData = true;
        _tokenizer.Feed(slice);
    }

    void ISseHandler.Dispatch()
    {
        if (!_hasData)
            return;
        _tokenizer.Complete();
        Forget();
    }

    void ISseHandler.Done() => Forget();

    private void Forget()
    {
        _hasData = false;
        _tokenizer.Reset();
        _picker.Reset();
    }
}
