using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>The type of a failure when the provider gives none (docs/contract.md, section 6.3).</summary>
public static class StatusTypes
{
    private const string QuotaUsedUp = "insufficient_quota";

    /// <summary>Whether an error says that the account's quota or credit is used up, so that waiting does not help.</summary>
    public static bool IsQuotaUsedUp(ImageError error) => error.Type == QuotaUsedUp || error.Code == QuotaUsedUp;

    /// <summary>The type for a status.</summary>
    /// <param name="status">HTTP status, 400..599.</param>
    /// <param name="code">The failure's code, if any: <c>insufficient_quota</c> comes with several statuses.</param>
    public static string Of(int status, string? code = null) => (status, code) switch
    {
        (_, QuotaUsedUp) or (402, _) => QuotaUsedUp,
        (401, _) => "authentication_error",
        (403, _) => "permission_error",
        (429, _) => "rate_limit_error",
        ( >= 500, _) => "server_error",
        _ => "invalid_request_error",
    };
}
