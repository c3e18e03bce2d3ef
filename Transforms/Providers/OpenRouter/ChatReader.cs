using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Reads a chat completion: a plain answer, <c>choices[].message</c>, or the chunks of a stream, <c>choices[].delta</c>. Pictures stand in
/// <c>images[].image_url.url</c>, in the parts of the content, or in its text as data URLs, and pass through in slices.
/// <para>
/// A stream has unnamed events, each with an object of its own, comments while the model works (<c>: OPENROUTER PROCESSING</c>), and <c>[DONE]</c> at
/// the end. It is complete when a finish reason or <c>[DONE]</c> has come.
/// </para>
/// </summary>
/// <param name="call">The answered call.</param>
/// <param name="sink">Receives the answer.</param>
/// <param name="isStream">Whether the answer is a stream.</param>
internal sealed class ChatReader(ProviderCall call, ImageSink sink, bool isStream) : SseTreeReader(isStream)
{
    private const string Message = "choices[].message.";
    private const string Delta = "choices[].delta.";

    private readonly ChatAnswer _answer = new(call, sink);
    private bool _isDone;

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind)
    {
        switch (path)
        {
            case "choices" or "choices[]" or "choices[].message" or "choices[].delta":
                return ValueUse.Enter;
            case "error" or "usage" or "created" or "id" or "model" or "provider":
            case "choices[].error" or "choices[].finish_reason" or "choices[].native_finish_reason":
            case "choices[].message.refusal" or "choices[].delta.refusal":
                return ValueUse.Keep;
            default:
                return InMessage(path) is { } inner ? UseInMessage(inner, kind) : ValueUse.Skip;
        }
    }

    // The content is a text or a list of parts; pictures stand among the parts or in a list of their own. Servers send a URL itself or an object
    // that holds it.
    private static ValueUse UseInMessage(string path, ValueKind kind) => path switch
    {
        "content" or "content[]" or "images" or "images[]" => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Enter,
        "content[].text" or "content[].b64_json" or "images[].b64_json" or "content[].url" or "images[].url" => ValueUse.Slices,
        "content[].image_url" or "images[].image_url" or "content[].image" => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Enter,
        "content[].image_url.url" or "images[].image_url.url" or "content[].image.url" or "content[].image.b64_json" => ValueUse.Slices,
        _ => ValueUse.Skip,
    };

    private static string? InMessage(string path) =>
        path.StartsWith(Message, StringComparison.Ordinal) ? path[Message.Length..]
        : path.StartsWith(Delta, StringComparison.Ordinal) ? path[Delta.Length..]
        : null;

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        var isText = InMessage(path) is "content" or "content[]" or "content[].text";
        if (isText)
            _answer.Text(raw);
        // A text of a stream goes on in the next object.
        if (!isText || (!IsStream && last))
            _answer.EndText();
        if (isText)
            return;
        if (path.EndsWith(".b64_json", StringComparison.Ordinal))
            _answer.Pictures.Base64Slice(raw, last);
        else
            _answer.Pictures.AddressSlice(raw, last);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        switch (path)
        {
            case "error" or "choices[].error":
                Failure = ErrorOf(json);
                // The rest of this piece must not reach the sink: otherwise the outcome depends on where the bytes are divided.
                throw new FormatException("the answer is an error");
            case "choices[].finish_reason":
                _answer.FinishReason = TextOf(json) ?? _answer.FinishReason;
                break;
            case "choices[].native_finish_reason":
                _answer.NativeReason = TextOf(json) ?? _answer.NativeReason;
                break;
            case "choices[].message.refusal" or "choices[].delta.refusal":
                _answer.Refuse(TextOf(json));
                break;
            default:
                _answer.Member(path, json);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
    }

    /// <inheritdoc/>
    protected override void OnLastWhole()
    {
        if (IsStream && !_isDone && _answer.FinishReason is null)
            throw new FormatException("the stream ended without a finish reason");
        (Failure, Next) = _answer.Complete();
    }

    /// <inheritdoc/>
    protected override void OnDone() => _isDone = true;

    /// <inheritdoc/>
    protected override void OnComment() => sink.Progress();

    // An error that is too long to read is still an error.
    private static ImageError ErrorOf(ReadOnlySpan<byte> json) => OpenRouterErrors.Read(
        new ErrorAnswer(502, "application/json", (byte[])[.. "{\"error\":"u8, .. json.IsEmpty ? "{}"u8 : json, .. "}"u8], null) { InsideSuccess = true });
}
