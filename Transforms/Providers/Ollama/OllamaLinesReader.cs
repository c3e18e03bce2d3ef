using System.Globalization;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>
/// Reads the native answer (docs/providers/ollama.md, "Answer"): lines of progress, <c>{"completed", "total", "done": false}</c>, and a last line
/// with the picture, <c>{"image", "done": true, "done_reason"}</c>. Without streaming the server sends only the last line.
/// </summary>
internal sealed class OllamaLinesReader(ImageSink sink) : NdjsonTreeReader
{
    // The longest text of a language model that is repeated, in characters.
    private const int MaxWords = 256;

    private enum Picture
    {
        None,
        Arriving,
        // Its string has ended, its line has not: an incomplete line holds an incomplete picture.
        Arrived,
        Ended,
    }

    private readonly StringBuilder _words = new();
    private int? _completed;
    private int? _total;
    private byte[]? _error;
    private string? _doneReason;
    private bool _isDone;
    private Picture _picture;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind)
    {
        switch (path)
        {
            case "image" or "response" when kind == ValueKind.String:
                return ValueUse.Slices;
            case "completed" or "total" or "done" or "done_reason" or "error":
                return ValueUse.Keep;
            default:
                return ValueUse.Skip;
        }
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        switch (path)
        {
            case "completed":
                _completed = Count(json);
                break;
            case "total":
                _total = Count(json);
                break;
            case "done":
                _isDone |= json.SequenceEqual("true"u8);
                break;
            case "done_reason":
                _doneReason = TextOf(json);
                break;
            default:
                _error = json.ToArray();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (path == "response")
        {
            if (_words.Length <= MaxWords)
                _words.Append(JsonText.Unescape(raw));
            return;
        }
        if (!raw.IsEmpty)
            PassOn(raw);
        if (last && _picture == Picture.Arriving)
            _picture = Picture.Arrived;
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (_error is not null)
        {
            Failure = OllamaErrors.ReadInside(_error);
            // The rest of this piece must not reach the sink: otherwise the outcome depends on where the bytes are divided.
            throw new FormatException("the answer is an error");
        }
        if (_picture == Picture.Arrived)
        {
            sink.EndImage(ImageKind.Final, whole: true);
            _picture = Picture.Ended;
        }
        else if (!_isDone)
        {
            sink.Progress(_completed, _total);
        }
        _completed = _total = null;
    }

    /// <inheritdoc/>
    protected override void OnLastWhole()
    {
        if (!_isDone)
            throw new FormatException("the answer ended before its last line");
        if (_picture != Picture.None)
            sink.Complete();
        else if (_doneReason == "load")
            Failure = NoImage("the server has only loaded the model");
        else if (_words.Length > 0)
            Failure = NoImage("the model answered in words: " + ShortText.WithoutPrompt(_words.ToString(), sink.Context.Request.Prompt, MaxWords));
        else
            Failure = NoImage();
    }

    private void PassOn(ReadOnlySpan<byte> slice)
    {
        if (_picture is Picture.Arrived or Picture.Ended)
            throw new FormatException("a second picture where the server makes one");
        if (_picture == Picture.None)
        {
            _picture = Picture.Arriving;
            sink.BeginImage(ImageKind.Final);
        }
        sink.Base64(slice);
    }

    private static int? Count(ReadOnlySpan<byte> json) =>
        int.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
