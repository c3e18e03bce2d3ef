using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>
/// Reads Bedrock's failures (docs/providers/bedrock.md, "Failures"): AWS's restJson form, the exception's name in the header
/// <c>x-amzn-errortype</c> or in the body, its text in <c>message</c>.
/// </summary>
internal static class BedrockErrorTransform
{
    /// <summary>Exception → status, type and code of the envelope. Correct a row here.</summary>
    private static readonly (string Exception, int Status, string Type, string Code)[] Table =
    [
        ("ValidationException", 400, "invalid_request_error", "ValidationException"),
        ("ServiceQuotaExceededException", 429, "insufficient_quota", "ServiceQuotaExceededException"),
        ("AccessDeniedException", 403, "permission_error", "AccessDeniedException"),
        ("UnrecognizedClientException", 401, "authentication_error", "UnrecognizedClientException"),
        ("ExpiredTokenException", 401, "authentication_error", "ExpiredTokenException"),
        ("InvalidSignatureException", 401, "authentication_error", "InvalidSignatureException"),
        ("IncompleteSignatureException", 401, "authentication_error", "IncompleteSignatureException"),
        ("MissingAuthenticationTokenException", 401, "authentication_error", "MissingAuthenticationTokenException"),
        ("ResourceNotFoundException", 404, "invalid_request_error", "model_not_found"),
        ("ModelTimeoutException", 504, "server_error", "ModelTimeoutException"),
        ("ModelErrorException", 502, "server_error", "ModelErrorException"),
        ("ModelNotReadyException", 429, "rate_limit_error", "ModelNotReadyException"),
        ("ThrottlingException", 429, "rate_limit_error", "ThrottlingException"),
        ("InternalServerException", 502, "server_error", "InternalServerException"),
        ("ServiceUnavailableException", 503, "server_error", "ServiceUnavailableException"),
    ];

    public static ImageError Read(ErrorAnswer answer)
    {
        var (message, named) = ReadBody(answer.Body);
        var exception = NameOf(answer.ErrorType ?? named);
        // No JSON, or nothing in it that is AWS's: the gateway in front speaks, and its pages are told by their kind only.
        if (exception is null && message is null)
            return OpenAIErrorReader.Read(answer);
        message = ShortText.Cut(message ?? $"{exception} (status {answer.Status})", ImageError.MaxMessageLength);
        if (answer.Status == 400 && IsModeration(message))
        {
            return new ImageError { Status = 400, Type = "image_generation_user_error", Code = "moderation_blocked", Message = message };
        }
        foreach (var row in Table)
        {
            if (row.Exception.Equals(exception, StringComparison.OrdinalIgnoreCase))
                return new ImageError { Status = row.Status, Type = row.Type, Code = row.Code, Message = message, RetryAfter = answer.RetryAfter };
        }
        return new ImageError
        {
            Status = answer.Status,
            Type = TypeOf(answer.Status),
            Code = exception is null ? null : ShortText.Cut(exception),
            Message = message,
            RetryAfter = answer.RetryAfter,
        };
    }

    /// <summary>Whether a text says that a filter has refused the prompt or the pictures.</summary>
    public static bool IsModeration(string message) =>
        message.Contains("blocked by our content filter", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Responsible AI Policy", StringComparison.OrdinalIgnoreCase);

    // "ValidationException:http://internal.amazon.com/…" in the header, "com.amazon.coral.service#AccessDeniedException" in the body.
    private static string? NameOf(string? type)
    {
        if (type is null)
            return null;
        var colon = type.IndexOf(':');
        var name = (colon < 0 ? type : type[..colon]).Trim();
        name = name[(name.LastIndexOf('#') + 1)..];
        return name.Length == 0 ? null : name;
    }

    private static (string? Message, string? Type) ReadBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? (Text(root, "message") ?? Text(root, "Message"), Text(root, "__type") ?? Text(root, "code"))
                : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is what a string throws that is no valid Unicode.
            return default;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "insufficient_quota",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
