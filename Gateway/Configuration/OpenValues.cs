namespace Iris.Gateway.Configuration;

/// <summary>
/// Tells the values of a file that may be shown from those that may be a secret. What is not known to be harmless is not shown; a reference to a
/// secret (<c>env:</c>, <c>file:</c>) is none.
/// </summary>
internal static class OpenValues
{
    private static readonly string[] References = ["env:", "file:"];

    private static readonly string[] OpenMetadata = ["ImageApi", "ImageIngress", "Url", "Access", "Weight", "Models", "Enabled", "Keyless", "KeyHeader"];

    /// <summary>Whether a value may be shown.</summary>
    /// <param name="path">The path, with colons.</param>
    /// <param name="value">The value.</param>
    public static bool Show(string path, string? value) =>
        string.IsNullOrEmpty(value) || Array.Exists(References, reference => value.StartsWith(reference, StringComparison.Ordinal))
        || IsOpen(path.Split(':'), value);

    private static bool IsOpen(string[] path, string value) => path switch
    {
        [var include, ..] when Is(include, IncludedFiles.Member) || Is(include, "$schema") => true,
        ["Logging" or "Urls" or "AllowedHosts", ..] => true,
        ["ReverseProxy", "Routes", _, "Metadata", var name] => Knows(name),
        // They may carry tokens that a client or an app is known by.
        ["ReverseProxy", "Routes", _, "Transforms", ..] or ["ReverseProxy", "Routes", _, "Match", "Headers" or "QueryParameters", ..] => false,
        ["ReverseProxy", "Routes", ..] => true,
        ["ReverseProxy", "Clusters", _, "Metadata", var name] => Knows(name),
        ["ReverseProxy", "Clusters", _, "Destinations", _, "Metadata", var name] => Knows(name),
        ["ReverseProxy", "Clusters", _, "HttpClient", "WebProxy", ..] => false,
        // An address may hold a user with a password, or a token in its query.
        ["ReverseProxy", "Clusters", ..] => !value.Contains('@', StringComparison.Ordinal) && !value.Contains('?', StringComparison.Ordinal),
        ["Images", "State", ..] or ["Images", "Access", "Keys", _, "Value", ..] or ["Images", "Endpoints", "Admin", "Key"] => false,
        ["Images", ..] => true,
        _ => false,
    };

    private static bool Knows(string name) => OpenMetadata.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
