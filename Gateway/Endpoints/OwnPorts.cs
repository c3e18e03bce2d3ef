using System.Net;

namespace Iris.Gateway.Endpoints;

/// <summary>Ports of their own for what is not for clients: metrics and management.</summary>
internal static class OwnPorts
{
    /// <summary>
    /// Makes the server listen on these ports as well: where it listens anyway, as a gateway that is only to be reached from this machine must not
    /// show its inside to others; or where it is told to.
    /// </summary>
    /// <param name="host">The server's builder.</param>
    /// <param name="configuration">Names the gateway's addresses.</param>
    /// <param name="ports">The ports, each with a host of its own, or null for those of the gateway's addresses.</param>
    /// <param name="hasSockets">Whether the server listens on sockets that it was handed.</param>
    public static void AddOwnPorts(
        this IWebHostBuilder host, IConfiguration configuration, IReadOnlyList<(int Port, string? Host)> ports, bool hasSockets = false)
    {
        if (ports.Count == 0)
            return;
        IReadOnlyList<string> usual = ListeningAddresses.Hosts(configuration) is { Count: > 0 } given ? given : ["localhost"];
        (string Host, int Port)[] all =
            [.. ports.SelectMany(own => own.Host is { } host ? [(host, own.Port)] : usual.Select(name => (name, own.Port)))];
        // Kestrel ignores URLs when its own section names endpoints, or it was handed some.
        if (!hasSockets && ListeningAddresses.Given(configuration) is { } urls)
            host.UseUrls([.. urls, .. all.Select(own => $"http://{own.Host}:{own.Port}")]);
        else
            host.ConfigureKestrel(options => Listen(options, all));
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions options, (string Host, int Port)[] all)
    {
        foreach (var (host, port) in all)
        {
            if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
                options.ListenLocalhost(port);
            else if (IPAddress.TryParse(host, out var address))
                options.Listen(address, port);
            else
                // As Kestrel takes any other name in a URL.
                options.ListenAnyIP(port);
        }
    }
}
