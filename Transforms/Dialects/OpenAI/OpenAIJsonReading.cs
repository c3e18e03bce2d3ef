using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads a JSON document with pictures as it arrives. The members of <see cref="PictureFields"/> are taken out of it (<see cref="JsonPictures"/>) and
/// stand as <c>null</c> in what is left, which is copied token by token and read at the end. No text of the client's can stand for a picture there.
/// </summary>
internal sealed class OpenAIJsonReading : JsonReading, IJsonTokenHandler
{
    private readonly OpenAIRequestMembers _request;
    private readonly JsonTokenizer _tokenizer;
    private readonly JsonPictures _pictures;
    private ImageError? _error;
    private int _depth;
    private bool _needsComma;
    private bool _isInText;
    private bool _isInPictures;

    /// <summary>Begins a document.</summary>
    public OpenAIJsonReading(OpenAIRequestMembers request)
    {
        _request = request;
        _pictures = new JsonPictures(request.Pictures);
        _tokenizer = new JsonTokenizer(this);
    }

    /// <inheritdoc/>
    public override long HeldBytes => Json.Count;

    private PooledBuffer Json => _request.Json;

    /// <inheritdoc/>
    public override ImageError? Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _tokenizer.Feed(bytes);
            return _error;
        }
        catch (JsonFormatException e)
        {
            return _error ?? _request.Malformed(e.Message);
        }
    }

    /// <inheritdoc/>
    public override ImageError? Finish(out ImageRequest? request)
    {
        request = null;
        try
        {
            _tokenizer.Complete();
        }
        catch (JsonFormatException e)
        {
            return _request.Malformed(e.Message);
        }
        // The object is whole here: what is judged must not be closed a second time.
        _request.SoFar = () => Json.WrittenSpan.ToArray();
        return _request.Pictures.JudgeOnce() ?? _request.Read(out request);
    }

    public override void Dispose()
    {
        _request.Dispose();
        _pictures.Dispose();
    }

    void IJsonTokenHandler.StartObject()
    {
        _depth++;
        if (_isInPictures)
            Take(_pictures.StartObject());
        else
            Begin("{"u8);
    }

    void IJsonTokenHandler.EndObject()
    {
        _depth--;
        if (_isInPictures)
            Take(_pictures.EndObject());
        else
            End("}"u8);
    }

    void IJsonTokenHandler.StartArray()
    {
        _depth++;
        if (_isInPictures)
            Take(_pictures.StartArray());
        else
            Begin("["u8);
    }

    void IJsonTokenHandler.EndArray()
    {
        _depth--;
        if (_isInPictures)
            Take(_pictures.EndArray());
        else
            End("]"u8);
    }

    void IJsonTokenHandler.Name(ReadOnlySpan<byte> raw)
    {
        if (_isInPictures)
        {
            _pictures.Name(raw);
            return;
        }
        Begin("\""u8);
        Json.Write(raw);
        Json.Write("\":"u8);
        if (_depth != 1 || PictureFields.OfMember(JsonText.Unescape(raw)) is not { } role)
            return;
        End("null"u8);
        _isInPictures = true;
        _pictures.Begin(JsonText.Unescape(raw), role);
    }

    void IJsonTokenHandler.StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_isInPictures)
        {
            // What follows a fault is not read: its pictures would be kept for nothing.
            if (_error is null)
                Take(_pictures.Text(raw, last));
            return;
        }
        if (!_isInText)
            Begin("\""u8);
        _isInText = !last;
        Json.Write(raw);
        if (last)
            End("\""u8);
    }

    void IJsonTokenHandler.Literal(ReadOnlySpan<byte> raw)
    {
        if (_isInPictures)
        {
            Take(_pictures.Literal(raw));
            return;
        }
        Begin(raw);
        _needsComma = true;
    }

    private void Take(ImageError? error)
    {
        _error ??= error;
        _isInPictures = !_pictures.IsOver;
    }

    private void Begin(ReadOnlySpan<byte> text)
    {
        if (_needsComma)
            Json.Write(","u8);
        _needsComma = false;
        Json.Write(text);
    }

    private void End(ReadOnlySpan<byte> text)
    {
        Json.Write(text);
        _needsComma = true;
    }
}
