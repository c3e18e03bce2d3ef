using System.Net;

namespace Iris.Gateway.Configuration;

/// <summary>An address as a server listens on it (<c>--urls</c>), seen from those who connect.</summary>
internal static class ServerAddress
{
    private const string OfSocket = "://unix:";

    // What a server listens on, and nobody connects to.
    private static readonly string[] AnyHost = ["://*", "://+", "://0.0.0.0", "://[::]"];

    /// <summary>The path of the Unix socket; null for a port.</summary>
    public static string? SocketOf(string address) =>
        address.IndexOf(OfSocket, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? address[(at + OfSocket.Length)..] : null;

    /// <summary>The address with a host that clients on this machine can name; of a socket without its path.</summary>
    public static string Reachable(string address)
    {
        if (address.IndexOf(OfSocket, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            return $"{address[..at]}://localhost";
        foreach (var any in AnyHost)
        {
            if (address.Contains(any, StringComparison.Ordinal))
                return address.Replace(any, "://localhost", StringComparison.Ordinal);
        }
        return address;
    }

    /// <summary>Whether only this machine can connect. A Unix socket's file says who may.</summary>
    public static bool IsLocal(string address)
    {
        if (SocketOf(address) is not null || address.Contains("://pipe:", StringComparison.OrdinalIgnoreCase))
            return true;
        return !AnyHost.Any(any => address.Contains(any, StringComparison.Ordinal)) && Uri.TryCreate(address, UriKind.Absolute, out var url)
            && (url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
    }
}
