using Iris.Transforms.Answers;

namespace Iris.Gateway.Idempotency;

/// <summary>The refusals of calls that are asked for again (docs/idempotency.md, "Refusals").</summary>
internal static class RepeatErrors
{
    /// <summary>The key belongs to another request.</summary>
    public static ImageError Reused { get; } = new()
    {
        Status = StatusCodes.Status422UnprocessableEntity,
        Type = "invalid_request_error",
        Code = "idempotency_key_reused",
        Message = "This Idempotency-Key was sent with another request before. Take a new key for a new request.",
    };

    /// <summary>The first call's answer is lost, and it may have cost.</summary>
    public static ImageError Interrupted { get; } = new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "interrupted",
        Code = "interrupted",
        Message = "The call of this Idempotency-Key was interrupted before its answer was complete, and may have been billed. "
            + "It is not ordered again under the same key; take a new key to order it anew.",
        IsGatewayFault = true,
    };

    /// <summary>Nobody can say whether the call has been made before.</summary>
    public static ImageError Unavailable { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "state_unavailable",
        Code = "state_unavailable",
        Message = "The gateway cannot reach the store that knows of earlier calls, and orders nothing twice for want of it.",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
