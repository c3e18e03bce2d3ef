using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Reads the answer of Imagen's <c>predict</c>, <c>{"predictions":[{"mimeType","bytesBase64Encoded"}]}</c> (docs/providers/gemini.md, "Answer"). A
/// prediction without bytes is no picture: its <c>raiFilteredReason</c> tells why. With <c>storageUri</c> the picture is stored at <c>gcsUri</c>
/// instead.
/// </summary>
internal sealed class ImagenReader : JsonTreeReader
{
    private const string Prediction = "predictions[]";

    private readonly ImageSink _sink;
    private readonly Func<ErrorAnswer, ImageError> _readError;
    private readonly GoogleRefusal _refusal = new();
    // Members of a prediction that came before its picture; each name stands once.
    private readonly List<(string Name, byte[] Json)> _early = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    // Several calls may share a sink, so pictures are counted from here.
    private readonly int _imagesBefore;
    private bool _inBase64;
    private bool _begun;
    private bool _sawEmpty;

    /// <inheritdoc cref="GenerateContentReader(ImageSink, Func{ErrorAnswer, ImageError}, bool)"/>
    public ImagenReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
    {
        _sink = sink;
        _readError = readError;
        _imagesBefore = sink.Images;
    }

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => GoogleNames.PathOf(path) switch
    {
        "predictions" => kind == ValueKind.Array ? ValueUse.Enter : ValueUse.Skip,
        "[]" or Prediction => kind == ValueKind.Object ? ValueUse.Enter : ValueUse.Skip,
        Prediction + ".bytesBase64Encoded" => ValueUse.Slices,
        Prediction + ".gcsUri" or Prediction + ".prompt" or Prediction + ".raiFilteredReason" or Prediction + ".safetyAttributes" or "error" => ValueUse.Keep,
        _ => ValueUse.Skip,
    };

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (_sink.Images > _imagesBefore)
            _sink.Complete();
        else if (_sawEmpty && !_refusal.HasFiltered)
            Failure = NoImage("its predictions are empty");
        else
            // "{}" or an empty list means that every picture was filtered.
            Failure = _refusal.ToFilteredError();
    }

    /// <inheritdoc/>
    protected override void OnStart(string path)
    {
        if (GoogleNames.PathOf(path) != Prediction)
            return;
        _begun = _inBase64 = false;
        _early.Clear();
        _said.Clear();
    }

    /// <inheritdoc/>
    protected override void OnEnd(string path)
    {
        if (GoogleNames.PathOf(path) != Prediction)
            return;
        if (_begun)
            _sink.EndImage(ImageKind.Final, whole: false);
        else
            _sawEmpty = true;
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        // Two strings under one name would be joined into one broken picture.
        if (!_inBase64 && !_said.Add("bytesBase64Encoded"))
            throw new FormatException("'bytesBase64Encoded' stands twice");
        _inBase64 = !last;
        if (raw.IsEmpty)
            return;
        Begin();
        _sink.Base64(raw);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        path = GoogleNames.PathOf(path);
        if (json.IsEmpty)
        {
            // An error that is too long to read is still an error.
            if (path == "error")
                Fail("{}"u8);
            _sink.TooLarge(path[(path.LastIndexOf('.') + 1)..]);
            return;
        }
        switch (path)
        {
            case "error":
                Fail(json);
                break;
            case Prediction + ".raiFilteredReason":
                if (_refusal.NoteFiltered(json) is { } reason)
                    _sink.Context.Warn(new ImageWarning("images_blocked", $"The provider filtered a picture: {ShortText.Cut(reason, 256)}", "prompt"));
                break;
            case Prediction + ".gcsUri" when json.Length > 2 && json[0] == (byte)'"':
                Url(JsonText.Unescape(json[1..^1]));
                break;
            case Prediction + ".prompt":
                ImageMember("revised_prompt", json);
                break;
            case Prediction + ".safetyAttributes":
                ImageMember("safety_attributes", json);
                break;
        }
    }

    private void Fail(ReadOnlySpan<byte> json)
    {
        Failure = _readError(new ErrorAnswer(502, "application/json", (byte[])[.. "{\"error\":"u8, .. json, .. "}"u8], null));
        // The rest of this piece must not reach the sink: otherwise the outcome depends on where the bytes are divided.
        throw new FormatException("the answer is an error");
    }

    // Writes the object's HTTPS URL; Cloud Storage still checks the client's permission.
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
