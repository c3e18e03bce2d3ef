using System.Runtime.CompilerServices;

namespace Iris.Transforms.Codecs;

/// <summary>Joins a destination's base address and an operation's path.</summary>
public static class AddressPath
{
    private static readonly ConditionalWeakTable<Uri, Joined> Latest = [];

    /// <summary>
    /// Appends <paramref name="path"/>. A server's bare root gets <paramref name="version"/> in between. A base with a path of its own is used
    /// unchanged, so that a version in it is never doubled.
    /// </summary>
    /// <param name="address">The base, with or without a trailing slash.</param>
    /// <param name="version">For instance <c>v1</c>.</param>
    /// <param name="path">The path without a leading slash; may have a query.</param>
    public static Uri Join(Uri address, string version, string path)
    {
        // A destination is nearly always called at the same path, so the URI of its last call is cached as long as its base lives.
        if (Latest.TryGetValue(address, out var latest) && latest.Path == path && latest.Version == version)
            return latest.Uri;
        var uri = Create(address, version, path);
        Latest.AddOrUpdate(address, new Joined(version, path, uri));
        return uri;
    }

    /// <summary>Appends <paramref name="path"/> to the base, whatever path the base has.</summary>
    /// <param name="address">The base, with or without a trailing slash.</param>
    /// <param name="path">The path without a leading slash; may have a query.</param>
    public static Uri Join(Uri address, string path) =>
        new($"{address.GetLeftPart(UriPartial.Authority)}{address.AbsolutePath.TrimEnd('/')}/{path}");

    /// <summary>The path of a URL that a provider names, without its leading slash; null when the text is not a URL.</summary>
    public static string? PathOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.AbsolutePath.Length > 1
            ? uri.AbsolutePath[1..]
            : null;

    private static Uri Create(Uri address, string version, string path)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        var basePath = address.AbsolutePath.TrimEnd('/');
        return new Uri(basePath.Length == 0 ? $"{origin}/{version}/{path}" : $"{origin}{basePath}/{path}");
    }

    private sealed record Joined(string Version, string Path, Uri Uri);
}
