using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Reads the value of a member that holds pictures: a text, an object, or an array of both. An object has one of <c>image_url</c> (a text, or an
/// object with <c>url</c>), <c>url</c>, <c>image</c>, <c>b64_json</c>, <c>base64</c> and <c>file_id</c>; its other members do not count.
/// </summary>
/// <param name="pictures">Receives the pictures.</param>
internal sealed class JsonPictures(RequestPictures pictures) : IDisposable
{
    private const int MostFileId = 512;

    private readonly PictureText _text = new(pictures);
    private readonly PooledBuffer _fileId = new();
    private string _member = "";
    private PictureRole _role;
    private Place _place = Place.Over;
    // Where the object stands that is being read.
    private Place _around;
    private Field _field;
    // The open objects and arrays below a member that does not count.
    private int _skipped;
    private bool _hasSource;
    private bool _isInText;

    private enum Place
    {
        Over,
        Value,
        Items,
        Object,
        UrlObject,
    }

    private enum Field
    {
        Ignored,
        Text,
        Url,
        FileId,
    }

    /// <summary>True when the member's value has been read.</summary>
    public bool IsOver => _place == Place.Over;

    /// <summary>Begins a member's value.</summary>
    public void Begin(string member, PictureRole role) => (_member, _role, _place, _skipped, _isInText) = (member, role, Place.Value, 0, false);

    public ImageError? StartArray()
    {
        if (Skips())
            return null;
        if (_place != Place.Value)
            return WrongType();
        _place = Place.Items;
        if (_role == PictureRole.Image)
            _role = PictureRole.ListedImage;
        return null;
    }

    public ImageError? EndArray()
    {
        if (_skipped > 0)
            _skipped--;
        else
            _place = Place.Over;
        return null;
    }

    public ImageError? StartObject()
    {
        if (Skips())
            return null;
        if (_place is Place.Value or Place.Items)
            (_around, _place, _hasSource) = (_place, Place.Object, false);
        else if (_field == Field.Url)
            _place = Place.UrlObject;
        else
            return WrongType();
        _field = Field.Ignored;
        return null;
    }

    public ImageError? EndObject()
    {
        if (_skipped > 0)
        {
            _skipped--;
            return null;
        }
        if (_place == Place.UrlObject)
        {
            (_place, _field) = (Place.Object, Field.Ignored);
            return null;
        }
        Leave(_around);
        return _hasSource ? null : ImageError.Invalid(
            $"An object of '{_member}' has none of image_url, url, image, b64_json, base64 and file_id.", _member, "invalid_value");
    }

    public void Name(ReadOnlySpan<byte> raw)
    {
        if (_skipped > 0)
            return;
        var name = JsonText.Unescape(raw);
        _field = _place == Place.UrlObject ? name == "url" ? Field.Text : Field.Ignored : name switch
        {
            "image_url" => Field.Url,
            "url" or "image" or "b64_json" or "base64" => Field.Text,
            "file_id" => Field.FileId,
            _ => Field.Ignored,
        };
    }

    public ImageError? Text(ReadOnlySpan<byte> raw, bool last)
    {
        var isInObject = _place is Place.Object or Place.UrlObject;
        if (_skipped > 0 || (isInObject && _field == Field.Ignored))
            return null;
        // An empty text means "not given", as null does.
        var error = raw.IsEmpty && !_isInText ? null
            : (_isInText ? null : BeginText(isInObject))
                ?? (isInObject && _field == Field.FileId ? AddFileId(raw) : AddText(raw));
        if (!last)
            return error;
        if (_isInText && error is null)
            error = isInObject && _field == Field.FileId ? pictures.EndFileId(JsonText.Unescape(_fileId.WrittenSpan)) : _text.End();
        _isInText = false;
        if (!isInObject)
            Leave(_place);
        return error;
    }

    public ImageError? Literal(ReadOnlySpan<byte> raw)
    {
        if (_skipped > 0 || (_place is Place.Object or Place.UrlObject && _field == Field.Ignored))
            return null;
        if (_place is Place.Value or Place.Items)
            Leave(_place);
        return raw.SequenceEqual("null"u8) ? null : WrongType();
    }

    public void Dispose() => _fileId.Dispose();

    private ImageError? BeginText(bool isInObject)
    {
        _isInText = true;
        if (isInObject && _hasSource)
            return ImageError.Invalid($"An object of '{_member}' has two pictures: send one of image_url and file_id.", _member, "invalid_value");
        _hasSource = true;
        _fileId.Clear();
        _text.Begin();
        return pictures.Begin(_role);
    }

    private ImageError? AddFileId(ReadOnlySpan<byte> raw)
    {
        if (_fileId.Count + raw.Length > MostFileId)
            return ImageError.Invalid($"'{pictures.Name}' has a file_id of more than {MostFileId} bytes.", pictures.Name, "invalid_value");
        _fileId.Write(raw);
        return null;
    }

    // Base64 of some writers has an escape in every line: runs between escapes are passed on as they are.
    private ImageError? AddText(ReadOnlySpan<byte> raw)
    {
        Span<byte> character = stackalloc byte[4];
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain != 0)
            {
                var run = plain < 0 ? raw : raw[..plain];
                if (_text.Write(run) is { } error)
                    return error;
                raw = raw[run.Length..];
                continue;
            }
            raw = raw[JsonEscape.Decode(raw, out var rune)..];
            if (_text.Write(character[..rune.EncodeToUtf8(character)]) is { } failure)
                return failure;
        }
        return null;
    }

    // A single value ends the member; in an array the next item follows.
    private void Leave(Place around) => _place = around == Place.Items ? Place.Items : Place.Over;

    private bool Skips()
    {
        if (_skipped == 0 && (_place is not (Place.Object or Place.UrlObject) || _field != Field.Ignored))
            return false;
        _skipped++;
        return true;
    }

    // The rest of the value is passed over: the request is refused.
    private ImageError WrongType()
    {
        if (_place != Place.Over)
            _skipped++;
        return ImageError.Invalid($"'{_member}' must hold pictures: texts, or objects with image_url, b64_json or file_id.", _member, "invalid_type");
    }
}
