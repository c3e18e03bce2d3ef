using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>Reads Bedrock's failures, exceptions of AWS (docs/providers/bedrock.md, "Failures").</summary>
internal static class BedrockErrors
{
    /// <summary>The meaning of each exception. Correct a row here.</summary>
    private static readonly FailureWord[] Exceptions =
    [
        new("ValidationException", 400, "ValidationException"),
        new("ServiceQuotaExceededException", 429, "ServiceQuotaExceededException") { Type = "insufficient_quota" },
        new("AccessDeniedException", 403, "AccessDeniedException"),
        new("UnrecognizedClientException", 401, "UnrecognizedClientException"),
        new("ExpiredTokenException", 401, "ExpiredTokenException"),
        new("InvalidSignatureException", 401, "InvalidSignatureException"),
        new("IncompleteSignatureException", 401, "IncompleteSignatureException"),
        new("MissingAuthenticationTokenException", 401, "MissingAuthenticationTokenException"),
        new("ResourceNotFoundException", 404, "model_not_found"),
        new("ModelTimeoutException", 504, "ModelTimeoutException"),
        new("ModelErrorException", 502, "ModelErrorException"),
        new("ModelNotReadyException", 429, "ModelNotReadyException"),
        new("ThrottlingException", 429, "ThrottlingException"),
        new("InternalServerException", 502, "InternalServerException"),
        new("ServiceUnavailableException", 503, "ServiceUnavailableException"),
    ];

    public static ImageError Read(ErrorAnswer answer)
    {
        var (exception, told) = AwsError.Read(answer);
        // Without JSON or AWS's members the answer comes from a proxy or load balancer; the message only names its kind.
        if (exception is null && told is null)
            return OpenAIErrorReader.Read(answer);
        var message = told ?? ShortText.Cut($"{exception} (status {answer.Status})", ImageError.MaxMessageLength);
        if (answer.Status == 400 && IsModeration(message))
            return ImageError.Blocked(message);
        var error = FailureWord.Of(Exceptions, exception)?.Error(message) ?? new ImageError
        {
            Status = answer.Status,
            Type = StatusTypes.Of(answer.Status),
            Code = exception is null ? null : ShortText.Cut(exception),
            Message = message,
        };
        return error with { RetryAfter = answer.RetryAfter };
    }

    /// <summary>Whether a text tells that a filter refused the prompt or the pictures.</summary>
    public static bool IsModeration(string message) =>
        message.Contains("blocked by our content filter", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Responsible AI Policy", StringComparison.OrdinalIgnoreCase);
}
