namespace Iris.Gateway.Endpoints;

/// <summary>A separate port for <c>/metrics</c>.</summary>
internal static class MetricsPort
{
    /// <summary>
    /// Serves <c>/metrics</c> and nothing else on the metrics port. The local port decides and not the Host header: the client sets that header,
    /// and behind a forwarded port it names another port.
    /// </summary>
    public static void UseMetricsPort(this IApplicationBuilder app, string prefix, int port) => app.MapWhen(
        context => context.Connection.LocalPort == port,
        branch => branch.UseOpenTelemetryPrometheusScrapingEndpoint($"{prefix}/metrics"));

    /// <summary>Makes the server listen on the metrics port as well.</summary>
    public static void AddMetricsPort(this IWebHostBuilder host, IConfiguration configuration, int port)
    {
        var given = ListeningAddresses.Given(configuration);
        // Kestrel ignores URLs when its own section names endpoints.
        if (given is null)
            host.ConfigureKestrel(options => options.ListenAnyIP(port));
        else
            host.UseUrls([.. given, $"http://*:{port}"]);
    }
}
