using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>
/// The JSON that some deployments answer in place of bytes: <c>{"data": [{"b64_json" | "url"}]}</c> or <c>{"output": [address]}</c>.
/// </summary>
internal sealed class HfInferenceJsonReader(ProviderCall call, ImageSink sink) : JsonTreeReader
{
    private static readonly string[] Hosts = ["*.huggingface.co", "*.hf.co", "*.hf.space"];

    private readonly HeldPictures _pictures = new(sink);
    private byte[]? _error;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "data" or "data[]" => ValueUse.Enter,
        "output" or "output[]" => kind == ValueKind.Array ? ValueUse.Enter : ValueUse.Slices,
        "data[].b64_json" or "data[].url" => ValueUse.Slices,
        "error" => ValueUse.Keep,
        _ => ValueUse.Skip,
    };

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (path == "data[].b64_json")
            _pictures.Base64Slice(raw, last);
        else
            _pictures.AddressSlice(raw, last);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json) => _error = json.ToArray();

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (_pictures.Count == 0)
        {
            Failure = _error is null ? NoImage() : HuggingFaceErrorTransform.ReadInside("error", _error);
            return;
        }
        Failure = _pictures.Deliver(static _ => false, call.WantsBase64(), Hosts, out var next);
        Next = next;
    }
}
