namespace Iris.Gateway.Endpoints;

/// <summary>A port of its own for <c>/metrics</c>.</summary>
internal static class MetricsPort
{
    /// <summary>
    /// Gives the metrics port <c>/metrics</c> and nothing else. Told apart by the port a request arrived at: the Host header is
    /// the client's word, and behind a forwarded port it names another one.
    /// </summary>
    public static void UseMetricsPort(this IApplicationBuilder app, string prefix, int port) => app.MapWhen(
        context => context.Connection.LocalPort == port,
        branch => branch.UseOpenTelemetryPrometheusScrapingEndpoint($"{prefix}/metrics"));

    /// <summary>Makes the server listen on the metrics port as well.</summary>
    public static void AddMetricsPort(this IWebHostBuilder host, IConfiguration configuration, int port)
    {
        var given = ListeningAddresses.Given(configuration);
        // Kestrel does not read URLs beside endpoints of its own section.
        if (given is null)
            host.ConfigureKestrel(options => options.ListenAnyIP(port));
        else
            host.UseUrls([.. given, $"http://*:{port}"]);
    }
}
