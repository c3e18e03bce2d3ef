using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Reads one object of a chat completion: a plain answer, <c>choices[].message</c>, or a chunk of a stream, <c>choices[].delta</c>. Pictures stand
/// in <c>images[].image_url.url</c> and pass through in slices.
/// </summary>
/// <param name="answer">Collects all objects of the answer.</param>
/// <param name="isWhole">Whether this object is the whole answer.</param>
internal sealed class ChatReader(ChatAnswer answer, bool isWhole) : JsonTreeReader
{
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
            case "choices[].message.content" or "choices[].delta.content":
                return ValueUse.Slices;
            case "choices[].message.images" or "choices[].delta.images":
            case "choices[].message.images[]" or "choices[].delta.images[]":
                return ValueUse.Enter;
            // Some servers send the URL itself, others an object that holds it.
            case "choices[].message.images[].image_url" or "choices[].delta.images[].image_url":
                return kind == ValueKind.Object ? ValueUse.Enter : ValueUse.Slices;
            case "choices[].message.images[].image_url.url" or "choices[].delta.images[].image_url.url":
                return ValueUse.Slices;
            default:
                return ValueUse.Skip;
        }
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (path.EndsWith(".content", StringComparison.Ordinal))
            answer.Text(raw);
        else
            answer.Pictures.AddressSlice(raw, last);
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
                answer.FinishReason = TextOf(json) ?? answer.FinishReason;
                break;
            case "choices[].native_finish_reason":
                answer.NativeReason = TextOf(json) ?? answer.NativeReason;
                break;
            case "choices[].message.refusal" or "choices[].delta.refusal":
                answer.Refuse(TextOf(json));
                break;
            default:
                answer.Member(path, json);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
        if (!isWhole)
            return;
        Failure = answer.Complete(out var next);
        Next = next;
    }

    // An error that is too long to read is still an error.
    private static ImageError ErrorOf(ReadOnlySpan<byte> json) => OpenRouterErrors.Read(
        new ErrorAnswer(502, "application/json", (byte[])[.. "{\"error\":"u8, .. json.IsEmpty ? "{}"u8 : json, .. "}"u8], null) { InsideSuccess = true });
}
