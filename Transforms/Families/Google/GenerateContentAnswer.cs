using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>Collects the objects of one generateContent answer, plain or streamed: its pictures, and the members of the whole answer.</summary>
internal sealed class GenerateContentAnswer(ImageSink sink, Func<ErrorAnswer, ImageError> readError)
{
    private readonly GoogleRefusal _refusal = new();
    private byte[]? _usage;
    private byte[]? _model;
    private byte[]? _id;
    private ImageError? _error;

    /// <summary>The pictures of the answer.</summary>
    public GenerateContentPictures Pictures { get; } = new(sink);
    /// <summary>Whether the provider has sent a finish reason.</summary>
    public bool HasFinished => _refusal.FinishReason is not null;

    /// <summary>A complete member, by its own name.</summary>
    public void Member(string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "thought":
                if (json.SequenceEqual("true"u8))
                    Pictures.MarkThought();
                break;
            case "mimeType":
                Pictures.MediaType(json[0] == (byte)'"' ? JsonText.Unescape(json[1..^1]) : null);
                break;
            // The counts of a later chunk replace the earlier ones and are not added to them.
            case "usageMetadata":
                _usage = json.ToArray();
                break;
            case "modelVersion":
                _model = json.ToArray();
                break;
            case "responseId":
                _id = json.ToArray();
                break;
            case "error":
                _error = readError(new ErrorAnswer(502, "application/json", (byte[])[.. "{\"error\":"u8, .. json, .. "}"u8], null));
                // The rest of this piece must not reach the sink: otherwise the outcome depends on where the bytes are divided.
                throw new FormatException("the answer is an error");
            default:
                _refusal.Note(name, json);
                break;
        }
    }

    /// <summary>A member that is too large to be read.</summary>
    public void TooLarge(string name)
    {
        // An error that is too long to read is still an error.
        if (name == "error")
            Member(name, "{}"u8);
    }

    /// <summary>The answer failed; a picture that was complete by then is kept.</summary>
    /// <returns>The error that the provider reported; null when the bytes are at fault.</returns>
    public ImageError? Fail()
    {
        Pictures.Fail();
        return _error;
    }

    /// <summary>Passes the remaining members to the sink and completes it.</summary>
    /// <returns>The failure when there is no picture; otherwise null.</returns>
    public ImageError? Complete()
    {
        if (!Pictures.Complete(_refusal.IsBlocked))
            return _refusal.ToError(Pictures.Text);
        if (_id is not null)
            sink.Member("id", _id);
        if (_model is not null)
            sink.Member("model", _model);
        if (_usage is not null && GoogleUsage.Convert(_usage) is { } usage)
            sink.Member("usage", usage);
        sink.Complete();
        return null;
    }
}
