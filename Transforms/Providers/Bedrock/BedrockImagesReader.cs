using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>
/// Reads <c>{"images": […], "error"}</c> of Titan and Nova and <c>{"images": […], "seeds", "finish_reasons"}</c> of Stability, with members in any
/// order, and every form in which a 200 answer tells that nothing was drawn (docs/providers/bedrock.md, "Answer"). A picture that the provider
/// delivers is passed on even when it is flagged: the flag becomes a warning.
/// </summary>
internal sealed class BedrockImagesReader(ImageSink sink) : JsonTreeReader
{
    private const string Moderated = "Request Moderated";
    private const string FilterReason = "Filter reason";

    private readonly List<string> _reasons = [];
    private readonly List<byte[]> _seeds = [];
    private string? _error;
    private string? _status;
    private byte[]? _details;
    private int _images;
    private int _position = -1;
    private int? _open;      // the position of the open picture: its seed may follow
    private bool _begun;
    private bool _inString;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "images" or "seeds" or "finish_reasons" => ValueUse.Enter,
        "images[]" => ValueUse.Slices,
        "seeds[]" or "finish_reasons[]" or "error" or "message" or "status" or "details" => ValueUse.Keep,
        _ => ValueUse.Skip,
    };

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (!_inString)
            _position++;
        _inString = !last;
        if (!_begun && !raw.IsEmpty)
        {
            EndPicture();
            _begun = true;
            _open = _position;
            sink.BeginImage(ImageKind.Final);
        }
        sink.Base64(raw);
        if (last && _begun)
        {
            _images++;
            _begun = false;
        }
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        switch (path)
        {
            case "seeds[]" when _seeds.Count < 10:
                _seeds.Add(json.ToArray());
                break;
            case "finish_reasons[]" when _reasons.Count < 10 && TextOf(json) is { } reason:
                _reasons.Add(reason);
                break;
            case "error" or "message":
                _error = TextOf(json) ?? _error ?? "the provider gave no reason";
                break;
            case "status":
                _status = TextOf(json);
                break;
            case "details" when json.StartsWith("{"u8):
                _details = json.ToArray();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        EndPicture();
        if (_images == 0)
        {
            Failure = Reason();
            return;
        }
        var why = _error ?? (_reasons.Count > 0 ? string.Join("; ", _reasons) : null);
        if (why is not null)
            sink.Context.Warn(new ImageWarning("images_blocked", $"The provider flagged this answer: {ShortText.Cut(why, 512)}", "prompt"));
        sink.Complete();
    }

    private void EndPicture()
    {
        if (_open is not { } position)
            return;
        if (position < _seeds.Count)
            sink.ImageMember("seed", _seeds[position]);
        sink.EndImage(ImageKind.Final, whole: false);
        _open = null;
    }

    private ImageError Reason()
    {
        if (_status == Moderated)
            return Blocked("The request was moderated by the provider.", _details);
        var filter = _reasons.Find(reason => reason.StartsWith(FilterReason, StringComparison.OrdinalIgnoreCase));
        if (filter is not null)
            return Blocked($"The request was blocked by the provider's content filter ({filter}).", Details("finish_reason", filter));
        if (_error is not null && BedrockErrors.IsModeration(_error))
            return Blocked(_error, null);
        if ((_error ?? _reasons.FirstOrDefault()) is not { } reason)
            return NoImage();
        return new ImageError
        {
            Status = 502,
            Type = "server_error",
            Code = _error is null ? "inference_error" : "model_error",
            Message = $"The provider could not make the image: {reason}",
        };
    }

    private static ImageError Blocked(string message, ReadOnlyMemory<byte>? details) => new()
    {
        Status = 400,
        Type = "image_generation_user_error",
        Code = "moderation_blocked",
        Message = message,
        ModerationDetails = details,
    };

    private static byte[] Details(string name, string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteString(name, text);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
