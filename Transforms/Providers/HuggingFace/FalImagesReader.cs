using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// Reads fal's result, <c>{"images": [{"url"}], "seed", "has_nsfw_concepts"}</c>, or <c>{"image": {"url"}}</c> (docs/providers/huggingface.md, "Answer").
/// An address may be a data URL. A picture that the safety checker has flagged is a black frame and is left out.
/// </summary>
internal sealed class FalImagesReader(ProviderCall call, ImageSink sink) : JsonTreeReader
{
    private static readonly string[] Hosts = ["fal.media", "*.fal.media"];

    private readonly HeldPictures _pictures = new(sink);
    private readonly List<bool> _flags = [];
    private (string Name, byte[] Json)? _error;
    private byte[]? _seed;
    // An item may name its picture twice, as an address and as base64: the first one counts.
    private bool _itemHasPicture;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind)
    {
        switch (path)
        {
            case "images":
                return ValueUse.Enter;
            case "images[]" or "image":
                _itemHasPicture = false;
                return kind == ValueKind.Object ? ValueUse.Enter : ValueUse.Slices;
            case "images[].url" or "image.url" or "images[].b64_json" when kind == ValueKind.String && !_itemHasPicture:
                _itemHasPicture = true;
                return ValueUse.Slices;
            case "has_nsfw_concepts" or "nsfw_content_detected" when kind == ValueKind.Array:
                _flags.Clear();
                return ValueUse.Enter;
            case "has_nsfw_concepts[]" or "nsfw_content_detected[]" or "seed" or "detail" or "error":
                return ValueUse.Keep;
            default:
                return ValueUse.Skip;
        }
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (path == "images[].b64_json")
            _pictures.Base64Slice(raw, last);
        else
            _pictures.AddressSlice(raw, last);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        switch (path)
        {
            case "seed":
                _seed = json.ToArray();
                break;
            case "detail" or "error":
                _error = (path, json.ToArray());
                break;
            default:
                if (_flags.Count < 64)
                    _flags.Add(json.SequenceEqual("true"u8));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (_pictures.Count == 0)
        {
            Failure = _error is { } error ? HuggingFaceErrorTransform.ReadInside(error.Name, error.Json) : NoImage();
            return;
        }
        if (_seed is { Length: > 0 })
            sink.Member("seed", _seed);
        Failure = _pictures.Deliver(i => i < _flags.Count && _flags[i], call.WantsBase64(), Hosts, out var next);
        Next = next;
    }
}
