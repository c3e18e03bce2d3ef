using System.Net;
using Iris.Gateway.Model;

namespace Iris.Gateway.Endpoints;

/// <summary>A separate port for <c>/metrics</c>.</summary>
internal static class MetricsPort
{
    // Routing does not run on this port.
    private static readonly Endpoint Scrape = new(null, new EndpointMetadataCollection(QuietEndpoint.Instance), "metrics");

    /// <summary>
    /// Serves <c>/metrics</c> and nothing else on the metrics port. The local port decides and not the Host header: the client sets that header,
    /// and behind a forwarded port it names another port.
    /// </summary>
    public static void UseMetricsPort(this IApplicationBuilder app, string prefix, int port) => app.MapWhen(
        context => context.Connection.LocalPort == port,
        branch =>
        {
            branch.Use(next => context =>
            {
                // Any other path stays one that nobody serves.
                if (context.Request.Path.Equals($"{prefix}/metrics", StringComparison.OrdinalIgnoreCase))
                    context.SetEndpoint(Scrape);
                return next(context);
            });
            branch.UseOpenTelemetryPrometheusScrapingEndpoint($"{prefix}/metrics");
        });

    /// <summary>
    /// Makes the server listen on the metrics port as well: where it listens anyway, as a gateway that is only to be reached from this machine must not
    /// show its metrics to others; or where it is told to.
    /// </summary>
    /// <param name="host">The server's builder.</param>
    /// <param name="configuration">Names the gateway's addresses.</param>
    /// <param name="port">The port.</param>
    /// <param name="own">A host of its own; null for those of the gateway's addresses.</param>
    public static void AddMetricsPort(this IWebHostBuilder host, IConfiguration configuration, int port, string? own)
    {
        IReadOnlyList<string> hosts = own is not null ? [own] : ListeningAddresses.Hosts(configuration) is { Count: > 0 } given ? given : ["localhost"];
        // Kestrel ignores URLs when its own section names endpoints.
        if (ListeningAddresses.Given(configuration) is { } urls)
            host.UseUrls([.. urls, .. hosts.Select(name => $"http://{name}:{port}")]);
        else
            host.ConfigureKestrel(options => Listen(options, hosts, port));
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions options, IReadOnlyList<string> hosts, int port)
    {
        foreach (var host in hosts)
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
