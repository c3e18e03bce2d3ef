using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// Reads xAI's answer (docs/providers/xai.md, "Answer"). Its moderation sends no error: an item is missing, empty or has <c>"respect_moderation":
/// false</c>, or <c>block_reason</c> stands beside the items. Its usage counts money and no tokens.
/// </summary>
internal sealed class XaiImagesReader(ProviderCall call, ImageSink sink) : ImagesJsonReader(call, sink, XaiErrors.Read)
{
    private const int MaxReason = 256;

    private readonly ImageSink _sink = sink;
    private bool _isBlocked;
    private string? _reason;

    /// <inheritdoc/>
    protected override bool MayBlock => true;

    /// <inheritdoc/>
    protected override bool IsBlocked(string name, ReadOnlySpan<byte> json) => name == "respect_moderation" && json.SequenceEqual("false"u8);

    /// <inheritdoc/>
    protected override void OnMember(string name, ReadOnlySpan<byte> json)
    {
        if (name == "block_reason")
            ReadReason(json);
        else
            base.OnMember(name, json);
    }

    /// <inheritdoc/>
    protected override ImageError? Judge(int pictures)
    {
        if (pictures == 0)
        {
            return Items is null && !_isBlocked
                ? NoImage()
                : ImageError.Blocked("The provider's moderation has blocked every image of this request" + Because);
        }
        if (BlockedItems > 0 || _isBlocked)
        {
            _sink.Context.Warn(new ImageWarning(
                "images_blocked", $"The provider's moderation has flagged {BlockedItems} of {Items} images{Because}", "prompt"));
        }
        return null;
    }

    private string Because => _reason is null ? "." : $": {_reason}";

    private void ReadReason(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual("null"u8) || json.SequenceEqual("\"\""u8) || json.SequenceEqual("false"u8))
            return;
        _isBlocked = true;
        if (json[0] == (byte)'"')
            _reason = ShortText.Cut(JsonText.Unescape(json[1..^1]), MaxReason);
    }
}
