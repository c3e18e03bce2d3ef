using System.Buffers;
using System.Text;
using Iris.Transforms.Requests.Members;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// Counts the picture data of a JSON body: the texts of <c>input_images</c>, <c>images</c> and <c>mask</c>, and in members that only a provider
/// knows long texts that are base64 or a data URL. The contract's other members hold no pictures, whatever their texts look like.
/// </summary>
internal sealed class JsonPictureMeter : PictureMeter, IJsonTokenHandler
{
    // A shorter text of a member that is not known counts in full, as an identifier may look like base64.
    private const int LeastText = 1024;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\\"u8);

    private static ReadOnlySpan<byte> DataUrl => "data:image"u8;

    private readonly JsonTokenizer _tokenizer;
    private long _pictures;
    private long _text;
    private int _depth;
    private Content _content;
    private Content _textContent;
    private bool _mayBeDataUrl;

    public JsonPictureMeter() => _tokenizer = new JsonTokenizer(this);

    private enum Content
    {
        /// <summary>No picture data.</summary>
        Other,
        /// <summary>Every text is picture data.</summary>
        Pictures,
        /// <summary>Each text decides by its characters.</summary>
        Unknown,
        /// <summary>The body is no JSON from here on.</summary>
        Broken,
    }

    /// <inheritdoc/>
    public override long Pictures => _pictures + (_textContent switch
    {
        Content.Pictures => _text,
        Content.Unknown when _text >= LeastText => _text,
        _ => 0,
    });

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> bytes)
    {
        if (_content == Content.Broken)
            return;
        try
        {
            _tokenizer.Feed(bytes);
        }
        catch (JsonFormatException)
        {
            // The reader of the request tells what is wrong. Until then the rest counts in full.
            _content = _textContent = Content.Broken;
        }
    }

    void IJsonTokenHandler.StartObject() => _depth++;

    void IJsonTokenHandler.EndObject() => _depth--;

    void IJsonTokenHandler.StartArray() => _depth++;

    void IJsonTokenHandler.EndArray() => _depth--;

    void IJsonTokenHandler.Name(ReadOnlySpan<byte> raw)
    {
        if (_depth == 1)
            _content = ContentOf(Encoding.UTF8.GetString(raw));
    }

    void IJsonTokenHandler.StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_text == 0)
            (_textContent, _mayBeDataUrl) = (_content, true);
        if (_textContent == Content.Unknown)
            _textContent = ContentOf(raw);
        _text += raw.Length;
        if (!last)
            return;
        _pictures = Pictures;
        _text = 0;
        _textContent = Content.Other;
    }

    void IJsonTokenHandler.Literal(ReadOnlySpan<byte> raw)
    {
    }

    // A text of an unknown member, piece by piece.
    private Content ContentOf(ReadOnlySpan<byte> raw)
    {
        if (_mayBeDataUrl && _text < DataUrl.Length)
        {
            var rest = DataUrl[(int)_text..];
            _mayBeDataUrl = raw.Length < rest.Length ? rest.StartsWith(raw) : raw.StartsWith(rest);
            if (_mayBeDataUrl)
                return raw.Length < rest.Length ? Content.Unknown : Content.Pictures;
        }
        return raw.ContainsAnyExcept(Base64) ? Content.Other : Content.Unknown;
    }

    private static Content ContentOf(string name) => name switch
    {
        "input_images" or "images" or "mask" => Content.Pictures,
        "model" or "prompt" or "stream" or "fallbacks" => Content.Other,
        _ => RequestMembers.Find(name) is null ? Content.Unknown : Content.Other,
    };
}
