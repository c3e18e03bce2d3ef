using Iris.Transforms.Answers;

namespace Iris.Gateway.Admin;

/// <summary>What the management API refuses (docs/management.md).</summary>
internal static class AdminErrors
{
    /// <summary>No key, or another one.</summary>
    public static ImageError KeyRequired { get; } = new()
    {
        Status = StatusCodes.Status401Unauthorized,
        Type = "admin_key_required",
        Code = "admin_key_required",
        Message = "The management API asks for its own key (Images.Endpoints.Admin.Key): send it as Authorization: Bearer, or as the password of Basic.",
    };

    /// <summary>A page of another site sends a change.</summary>
    public static ImageError ForeignOrigin { get; } = new()
    {
        Status = StatusCodes.Status403Forbidden,
        Type = "cross_origin",
        Code = "cross_origin",
        Message = "A page of another site may not change anything here.",
    };

    /// <summary>Where usage and the log live cannot be reached.</summary>
    public static ImageError StateUnavailable { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "state_unavailable",
        Code = "state_unavailable",
        Message = "The gateway cannot reach the store of usage and the log of calls (Images.State).",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>There is no such thing.</summary>
    public static ImageError NotFound(string message) => ImageError.Invalid(message, code: "not_found", status: StatusCodes.Status404NotFound);

    /// <summary>A query parameter, or a member of a body, has a wrong value.</summary>
    public static ImageError Invalid(string name, string message) => ImageError.Invalid($"'{name}' {message}.", name, "invalid_value");

    /// <summary>What is meant to be changed stands in the file.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="place">The place in it.</param>
    public static ImageError Owned(string file, string place) => ImageError.Invalid(
        $"Nothing is changed here: edit {place} in {file}. The gateway reads the file again as soon as it changes.",
        code: "owned_by_file", status: StatusCodes.Status405MethodNotAllowed);

    /// <summary>The path knows no such method.</summary>
    public static ImageError Method(string allowed) => ImageError.Invalid(
        $"Allowed here: {allowed}.", code: "method_not_allowed", status: StatusCodes.Status405MethodNotAllowed);
}
