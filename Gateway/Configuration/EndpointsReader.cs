using System.Globalization;
using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>Reads what <c>Images.Endpoints</c> says of sockets and keys.</summary>
internal static class EndpointsReader
{
    public static EndpointOptions Read(SectionReader section) => new()
    {
        MetricsHost = ReadHost(section, "MetricsHost", "MetricsPort"),
        SocketMode = ReadMode(section),
        SocketGroup = Given(section, "SocketGroup", "the group's name or number"),
        AffinityKeys = Given(section, "AffinityKeys", "a folder's path"),
    };

    /// <summary>Reads the host of a port of the gateway's own.</summary>
    public static string? ReadHost(SectionReader section, string name, string port) => section.Text(name) switch
    {
        null => null,
        "*" => "*",
        var host when Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 => host,
        var host when Uri.CheckHostName(host) == UriHostNameType.IPv6 => host.StartsWith('[') ? host : $"[{host}]",
        var host => section.Refuse<string?>(name, $"\"{host}\" is no host: write a name, an address, or \"*\" for all; the port is {port}", null),
    };

    private static UnixFileMode? ReadMode(SectionReader section)
    {
        if (section.Text("SocketMode") is not { } text)
            return null;
        var mode = 0;
        foreach (var digit in text)
            mode = digit is >= '0' and <= '7' && mode < 512 ? mode * 8 + digit - '0' : int.MaxValue;
        return text.Length is 3 or 4 && mode <= 511
            ? (UnixFileMode)mode
            : section.Refuse<UnixFileMode?>(
                "SocketMode", string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is no mode: write the permissions in octal, for example \"0660\" for owner and group"), null);
    }

    private static string? Given(SectionReader section, string name, string what) =>
        section.Text(name) is not { } text ? null : text.Trim().Length > 0 ? text : section.Refuse<string?>(name, $"is empty: write {what}", null);
}
