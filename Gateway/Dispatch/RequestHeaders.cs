namespace Iris.Gateway.Dispatch;

/// <summary>Reads the headers of a dialect's own from a request.</summary>
internal static class RequestHeaders
{
    /// <summary>Whether the header is <c>true</c>; case does not count.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The header's name; null where the dialect has no such header.</param>
    public static bool IsTrue(HttpRequest request, string? name) =>
        name is not null && request.Headers[name].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
}
