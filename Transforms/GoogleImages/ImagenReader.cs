using Iris.Transforms.Answers;
using Iris.Transforms.Buffers;
using Iris.Transforms.Errors;
using Iris.Transforms.Json;
using Iris.Transforms.Providers;

namespace Iris.Transforms.GoogleImages;

/// <summary>
/// Reads the answer of Imagen's <c>predict</c>, <c>{"predictions":[{"mimeType","bytesBase64Encoded"}]}</c> (providers-native, section
/// 1.1). A prediction without bytes is no picture: its <c>raiFilteredReason</c> says why, and with <c>storageUri</c> the picture lies
/// where <c>gcsUri</c> says.
/// </summary>
public sealed class ImagenReader : AnswerReader, IJsonPickerTarget
{
    private static readonly JsonShape Prediction = new JsonShape()
        .Slices("bytesBase64Encoded")
        .Members("gcsUri", "prompt", "raiFilteredReason", "safetyAttributes");

    private static readonly JsonShape Shape = new JsonShape().Array("predictions", Prediction).Members("error");

    private readonly ImageSink _sink;
    private readonly Func<ErrorAnswer, ImageError> _readError;
    private readonly JsonTokenizer _tokenizer;
    private readonly GoogleRefusal _refusal = new();
    // Members of a prediction that came before its picture, each name once.
    private readonly List<(string Name, byte[] Json)> _early = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    // Several calls may share a sink.
    private readonly int _imagesBefore;
    private bool _inBase64;
    private bool _begun;
    private bool _sawEmpty;
    private ImageError? _error;

    /// <inheritdoc cref="GenerateContentReader(ImageSink, Func{ErrorAnswer, ImageError})"/>
    public ImagenReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _sink = sink;
        _readError = readError;
        _imagesBefore = sink.Images;
        _tokenizer = new JsonTokenizer(new JsonPicker(Shape, this));
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        try
        {
            _tokenizer.Feed(chunk);
        }
        catch (FormatException) when (_error is not null)
        {
            Failure = _error;
        }
    }

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        _tokenizer.Complete();
        if (_sink.Images > _imagesBefore)
            _sink.Complete();
        else if (_sawEmpty && !_refusal.HasFiltered)
            Failure = NoImage("its predictions are empty");
        else
            // "{}" and an empty list mean that everything was filtered.
            Failure = _refusal.ToFilteredError();
    }

    void IJsonPickerTarget.Enter(JsonShape shape)
    {
        if (shape != Prediction)
            return;
        _begun = _inBase64 = false;
        _early.Clear();
        _said.Clear();
    }

    void IJsonPickerTarget.Leave(JsonShape shape)
    {
        if (shape != Prediction)
            return;
        if (_begun)
            _sink.EndImage(ImageKind.Final, whole: false);
        else
            _sawEmpty = true;
    }

    void IJsonPickerTarget.Slice(string name, ReadOnlySpan<byte> raw, bool last)
    {
        // Two strings under one name would be glued to one picture.
        if (!_inBase64 && !_said.Add(name))
            throw new FormatException($"'{name}' stands twice");
        _inBase64 = !last;
        if (raw.IsEmpty)
            return;
        Begin();
        _sink.Base64(raw);
    }

    void IJsonPickerTarget.Member(string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "error":
                Fail(json);
                break;
            case "raiFilteredReason":
                if (_refusal.NoteFiltered(json) is { } reason)
                    _sink.Context.Warn(new ImageWarning("images_blocked", $"The provider filtered a picture: {ShortText.Cut(reason, 256)}", "prompt"));
                break;
            case "gcsUri" when json.Length > 2 && json[0] == (byte)'"':
                Url(JsonText.Unescape(json[1..^1]));
                break;
            case "prompt":
                ImageMember("revised_prompt", json);
                break;
            case "safetyAttributes":
                ImageMember("safety_attributes", json);
                break;
        }
    }

    void IJsonPickerTarget.TooLarge(string name)
    {
        // An error stays one however long it is.
        if (name == "error")
            Fail("{}"u8);
        _sink.TooLarge(name);
    }

    private void Fail(ReadOnlySpan<byte> json)
    {
        _error = _readError(new ErrorAnswer(502, "application/json", (byte[])[.. "{\"error\":"u8, .. json, .. "}"u8], null));
        // What follows in this piece must not reach the sink: the outcome would depend on where the bytes were divided.
        throw new FormatException("the answer is an error");
    }

    // The object's address over HTTPS; who has no right to it in Cloud Storage still has none.
    private void Url(string address)
    {
        if (!address.StartsWith("gs://", StringComparison.Ordinal) || !_said.Add("url"))
            return;
        Begin();
        using var buffer = new PooledBuffer();
        JsonText.WriteEscaped(buffer, $"https://storage.googleapis.com/{address.AsSpan(5)}");
        _sink.Url(buffer.WrittenSpan);
    }

    private void ImageMember(string name, ReadOnlySpan<byte> json)
    {
        if (!_said.Add(name))
            return;
        if (_begun)
            _sink.ImageMember(name, json);
        else
            _early.Add((name, json.ToArray()));
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        _sink.BeginImage(ImageKind.Final);
        foreach (var (name, json) in _early)
            _sink.ImageMember(name, json);
    }
}
