using System.Text;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

/// <summary>
/// A failure as a value: the content of the envelope's <c>error</c> and the HTTP status. It never holds a secret, a prompt or picture data: every
/// text is stored with <c>[picture]</c> in place of base64.
/// </summary>
public sealed record ImageError
{
    /// <summary>HTTP status, 400..599.</summary>
    public required int Status { get; init; }
    /// <summary>The provider does not know the order that it was polled for.</summary>
    internal bool IsOrderUnknown { get; init; }
    /// <summary>Readable text of at most 4 KiB; says what to do next where that is known.</summary>
    public required string Message { get; init => field = PictureText.Without(value); }
    /// <summary>The stable class of the failure, for instance <c>invalid_request_error</c>.</summary>
    public string? Type { get; init => field = Clean(value); }
    /// <summary>A finer class than <see cref="Type"/>, often the provider's own.</summary>
    public string? Code { get; init => field = Clean(value); }
    /// <summary>The request member that is at fault.</summary>
    public string? Param { get; init => field = Clean(value); }
    /// <summary>The nested cause, <c>error.error</c> in the envelope.</summary>
    public string? Cause { get; init => field = Clean(value); }
    /// <summary>The code of Azure's inner error, <c>error.inner_error.code</c> in the envelope; null when there is none.</summary>
    public string? InnerCode { get; init => field = Clean(value); }
    /// <summary>
    /// True when the gateway causes the failure (timeouts, cancellation, decoding), false when the caller or the provider causes it
    /// (docs/contract.md, section 6.1).
    /// </summary>
    public bool IsGatewayFault { get; init; }
    /// <summary>The time after which the provider or the breaker accepts another try.</summary>
    public TimeSpan? RetryAfter { get; init; }
    /// <summary>The provider's moderation details, a raw JSON object that is passed on unchanged.</summary>
    public ReadOnlyMemory<byte>? ModerationDetails { get; init => field = Clean(value); }

    /// <summary>The longest message that is passed on, in characters.</summary>
    public const int MaxMessageLength = 4096;

    /// <summary>A request that the gateway refuses itself: status 400, type <c>invalid_request_error</c>.</summary>
    public static ImageError Invalid(string message, string? param = null, string? code = null, int status = 400) => new()
    {
        Status = status,
        Message = message,
        Type = "invalid_request_error",
        Code = code,
        Param = param,
    };

    /// <summary>A request body over the limit: status 413, code <c>request_too_large</c>.</summary>
    /// <param name="limit">The limit in bytes. It does not count picture data.</param>
    public static ImageError TooLarge(long limit) =>
        Invalid($"The request body is larger than {limit} bytes, pictures not counted (Images.Limits.RequestBytes).", code: "request_too_large", status: 413);

    /// <summary>The provider's moderation refused the request or every picture of it: status 400, code <c>moderation_blocked</c>.</summary>
    public static ImageError Blocked(string message) => new()
    {
        Status = 400,
        Message = message,
        Type = "image_generation_user_error",
        Code = "moderation_blocked",
    };

    /// <summary>The contract's answer for an operation or a provider that the gateway does not support (docs/contract.md, section 6.2).</summary>
    public static ImageError Unsupported(string requestType, string provider) => new()
    {
        Status = 400,
        Message = $"{requestType} is not supported by {provider} provider",
        Type = "invalid_request_error",
        Code = "unsupported_operation",
    };

    private static string? Clean(string? text) => text is null ? null : PictureText.Without(text);

    private static ReadOnlyMemory<byte>? Clean(ReadOnlyMemory<byte>? json)
    {
        if (json is not { } raw)
            return null;
        var text = Encoding.UTF8.GetString(raw.Span);
        var clean = PictureText.Without(text);
        return clean == text ? json : Encoding.UTF8.GetBytes(clean);
    }
}
