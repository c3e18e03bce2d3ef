using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Downloads</c>.</summary>
internal static class DownloadsReader
{
    public static DownloadsOptions Read(IConfigurationSection section, ConfigurationErrors errors)
    {
        var reader = new SectionReader(section, errors);
        var hosts = new List<string>();
        foreach (var host in section.GetSection("Hosts").GetChildren())
        {
            // The shape has already reported a value that is not text.
            if (host.Value is not { } text)
                continue;
            if (Normalise(text) is { } name)
                hosts.Add(name);
            else
                errors.Add(host, Problem(text));
        }
        return new DownloadsOptions
        {
            Hosts = hosts.Count == 0 ? Array.Empty<string>() : hosts,
            AllowHttp = reader.Flag("AllowHttp", fallback: false),
            ClientUrls = reader.Flag("ClientUrls", fallback: false),
            AllowPrivateNetwork = reader.Flag("AllowPrivateNetwork", fallback: false),
        };
    }

    // The host as Uri.IdnHost returns it, the form in which hosts are compared; null when the text is not a host.
    private static string? Normalise(string text)
    {
        var isPattern = text.StartsWith("*.", StringComparison.Ordinal);
        var name = isPattern ? text[2..] : text;
        var kind = Uri.CheckHostName(name);
        if (kind is UriHostNameType.Unknown or UriHostNameType.Basic)
            return null;
        var bracketed = kind == UriHostNameType.IPv6 && name[0] != '[' ? $"[{name}]" : name;
        if (!Uri.TryCreate($"https://{bracketed}/", UriKind.Absolute, out var uri))
            return null;
        // Uri expands 10.1 to a full IP address, which cannot be a pattern.
        if (isPattern && uri.HostNameType != UriHostNameType.Dns)
            return null;
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        return isPattern ? "*." + host : host;
    }

    private static string Problem(string text)
    {
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        var hint = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && Normalise(uri.Host) is { } host
            ? $"write \"{host}\""
            : "write a host such as \"cdn.example.com\", or \"*.example.com\" for all below a name";
        return text switch
        {
            // A user may be a token, and have a password.
            _ when text.Contains('@') => $"has a user; {hint}",
            _ when text.Contains("://", StringComparison.Ordinal) => $"\"{text}\" has a scheme; {hint}",
            _ when text.AsSpan().ContainsAny("/?#") => $"\"{text}\" has a path; {hint}",
            _ when text.Contains('*') => $"\"{text}\" is no pattern: a star stands alone before the first dot of a name; {hint}",
            _ when text.Contains(':') => $"\"{text}\" has a port; {hint}: every port of it is allowed",
            _ => $"\"{text}\" is no host name; {hint}",
        };
    }
}
