using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>
/// Reads the error shapes of OpenAI-like servers (docs/contract.md, section 6.3): an <c>error</c> object or string, FastAPI's <c>detail</c> (string
/// or list), the flat form, and lists of <c>errors</c> or <c>issues</c>. Of a plain text (proxies in front of providers) the message repeats the
/// beginning; a page of HTML never reaches the client.
/// </summary>
public static class OpenAIErrorReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly string[] ModerationCodes =
        ["moderation_blocked", "content_policy_violation", "contentFilter", "content_filter", "content_moderation"];

    /// <summary>Reads a failure; never throws.</summary>
    public static ImageError Read(ErrorAnswer answer)
    {
        var body = answer.Body.Span;
        if (body.StartsWith(ByteOrderMark))
            body = body[3..];
        body = body.TrimStart(" \t\r\n"u8);
        if (body.IsEmpty)
            return Untold(answer, "empty response received from provider");
        if (body[0] == (byte)'<')
            return Untold(answer, "HTML response received from provider");
        if (body[0] is not ((byte)'{' or (byte)'['))
            return Untold(answer, "provider API error: the answer is not JSON", PlainText.Read(body, answer.ContentType));
        try
        {
            using var document = JsonDocument.Parse(answer.Body[^body.Length..]);
            return ReadRoot(answer, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A string that is not valid Unicode throws InvalidOperationException.
            return Untold(answer, "provider API error: the answer is not valid JSON");
        }
    }

    private static ImageError ReadRoot(ErrorAnswer answer, JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
            root = root.GetArrayLength() > 0 ? root[0] : default;
        if (root.ValueKind == JsonValueKind.String && ErrorWords.Of(root) is { Message: { } text })
            return Build(answer, text, null, null, null, null);
        if (root.ValueKind != JsonValueKind.Object)
            return Untold(answer, "provider API error");
        if (root.TryGetProperty("error", out var error))
        {
            if (error.ValueKind == JsonValueKind.Object)
                return FromObject(answer, error, root);
            // xAI and Ollama send {"code", "error": "text"}, NestJS and Spring {"error": "Bad Request", "message": "…"}.
            if (error.ValueKind is JsonValueKind.String or JsonValueKind.Array && ErrorWords.Of(error) is { Message: { } told } inner)
            {
                var outer = ErrorWords.Of(root);
                return Build(answer, ErrorWords.Join(told, outer.Message), null, inner.Code ?? outer.Code, null, null);
            }
        }
        if (root.TryGetProperty("detail", out var detail) && detail.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array)
            return FromDetail(answer, detail, root);
        return FromObject(answer, root, root);
    }

    private static ImageError FromObject(ErrorAnswer answer, JsonElement error, JsonElement root)
    {
        var type = Text(error, "type");
        var words = ErrorWords.Of(error);
        var message = words.Message ?? ErrorWords.Of(root).Message;
        // A flat error event has "type": "error", which names no class, and a problem's type (RFC 9457) is an address.
        type = type is "error" or "about:blank" || type?.Contains("://", StringComparison.Ordinal) == true ? null : type;
        var inner = ErrorJson.Object(error, "inner_error") ?? ErrorJson.Object(error, "innererror");
        return Build(answer, message, type, words.Code, Text(error, "param"), Moderation(error, inner)) with
        {
            InnerCode = inner is { } azures ? Text(azures, "code") : null,
        };
    }

    private static ImageError FromDetail(ErrorAnswer answer, JsonElement detail, JsonElement root)
    {
        if (detail.ValueKind == JsonValueKind.String)
            return Build(answer, detail.GetString(), null, ErrorWords.Of(root).Code, null, null);
        if (detail.ValueKind == JsonValueKind.Object)
        {
            var words = ErrorWords.Of(detail);
            var inner = detail.TryGetProperty("error", out var error) ? ErrorWords.Of(error) : default;
            return Build(answer, inner.Message ?? words.Message, null, inner.Code ?? words.Code, null, null);
        }
        var findings = FastApiDetail.Findings(detail);
        if (findings.Count == 0)
            return ErrorWords.Of(detail).Message is { } text ? Build(answer, text, null, null, null, null) : Untold(answer, "provider API error");
        var messages = string.Join("; ", findings.Select(finding => finding.Message).Where(message => message is not null));
        return Build(answer, messages, "invalid_request_error", findings[0].Type, findings[0].Location, null);
    }

    // OpenAI's moderation_details, or the filter results inside Azure's inner error (both spellings).
    private static ReadOnlyMemory<byte>? Moderation(JsonElement error, JsonElement? azures)
    {
        if (error.TryGetProperty("moderation_details", out var details) && details.ValueKind == JsonValueKind.Object)
            return Compact(details);
        if (azures is not { } inner)
            return null;
        if (!inner.TryGetProperty("content_filter_results", out var results) && !inner.TryGetProperty("content_filter_result", out results))
            return null;
        // Not a conditional expression: there null would become empty memory, which is not null.
        if (results.ValueKind != JsonValueKind.Object)
            return null;
        return Compact(results);
    }

    // Removes line breaks, because the envelope may stand in one line of an event.
    private static ReadOnlyMemory<byte> Compact(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
            element.WriteTo(writer);
        return buffer.WrittenMemory;
    }

    private static ImageError Build(ErrorAnswer answer, string? message, string? type, string? code, string? param, ReadOnlyMemory<byte>? moderation)
    {
        var isModeration = code is not null && ModerationCodes.Contains(code, StringComparer.Ordinal);
        var status = answer.Status;
        if (answer.InsideSuccess)
            status = isModeration ? 400 : StatusOf(type, code);
        return new ImageError
        {
            Status = status,
            Message = Shorten(string.IsNullOrWhiteSpace(message) ? "provider API error" : message),
            Type = type ?? (isModeration ? "image_generation_user_error" : StatusTypes.Of(status, code)),
            Code = code,
            Param = param,
            ModerationDetails = moderation,
            RetryAfter = answer.RetryAfter,
        };
    }

    private static int StatusOf(string? type, string? code) => (type, code) switch
    {
        (_, "rate_limit_exceeded" or "insufficient_quota") => 429,
        (_, "invalid_api_key") => 401,
        (_, "model_not_found") => 404,
        _ when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 400 and <= 599 => number,
        ("image_generation_user_error" or "invalid_request_error", _) => 400,
        _ => 502,
    };

    private static ImageError Untold(ErrorAnswer answer, string message, string? text = null) => new()
    {
        Status = answer.Status,
        Message = $"{message} (status {answer.Status})" + (text is null ? "" : $": {text}"),
        Type = StatusTypes.Of(answer.Status),
        RetryAfter = answer.RetryAfter,
    };

    private static string? Text(JsonElement element, string name) => ErrorJson.Word(element, name);

    private static string Shorten(string text) => ShortText.Cut(text, ImageError.MaxMessageLength);
}
