namespace Iris.Transforms.Codecs.Failures;

/// <summary>The type of a failure when the provider gives none (docs/contract.md, section 6.3).</summary>
public static class StatusTypes
{
    /// <summary>The type for a status.</summary>
    /// <param name="status">HTTP status, 400..599.</param>
    /// <param name="code">The failure's code, if any: <c>insufficient_quota</c> comes with several statuses.</param>
    public static string Of(int status, string? code = null) => (status, code) switch
    {
        (_, "insufficient_quota") or (402, _) => "insufficient_quota",
        (401, _) => "authentication_error",
        (403, _) => "permission_error",
        (429, _) => "rate_limit_error",
        ( >= 500, _) => "server_error",
        _ => "invalid_request_error",
    };
}
