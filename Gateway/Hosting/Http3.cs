using System.Net.Quic;
using System.Runtime.Versioning;

namespace Iris.Gateway.Hosting;

/// <summary>
/// HTTP/3, where an endpoint of the section Kestrel asks for it and the system has QUIC (on Linux the library libmsquic). Where it has none, the other
/// versions are served and a warning says so. A gateway that asks for none loads nothing.
/// </summary>
internal static partial class Http3
{
    /// <summary>Whether this system can serve it.</summary>
    [SupportedOSPlatformGuard("linux")]
    [SupportedOSPlatformGuard("windows")]
    [SupportedOSPlatformGuard("macos")]
    public static bool IsSupported =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()) && QuicListener.IsSupported;

    /// <summary>Serves it where it is asked for.</summary>
    public static void AddHttp3(this WebApplicationBuilder builder)
    {
        var kestrel = builder.Configuration.GetSection("Kestrel");
        var asking = kestrel.GetSection("Endpoints").GetChildren().Where(endpoint => ProtocolsOf(kestrel, endpoint).Contains("Http3", Ordinal)).ToList();
        if (asking.Count == 0)
            return;
        if (!IsSupported)
        {
            var names = string.Join(", ", asking.Select(endpoint => endpoint.Key));
            builder.Services.AddHostedService(provider => new Notice(names, provider.GetRequiredService<ILogger<Notice>>()));
            return;
        }
        builder.WebHost.UseQuic();
        // The server refuses a certificate that is chosen anew for each connection over QUIC, unless hosts choose it: so one host, which is any.
        builder.Configuration.AddInMemoryCollection(asking.Where(endpoint => !endpoint.GetSection("Sni").Exists())
            .Select(endpoint => KeyValuePair.Create($"{endpoint.Path}:Sni:*:Protocols", (string?)ProtocolsOf(kestrel, endpoint))));
    }

    private const StringComparison Ordinal = StringComparison.OrdinalIgnoreCase;

    private static string ProtocolsOf(IConfigurationSection kestrel, IConfigurationSection endpoint) =>
        endpoint["Protocols"] ?? kestrel["EndpointDefaults:Protocols"] ?? "";

    private sealed partial class Notice(string endpoints, ILogger<Notice> logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            NotServed(logger, endpoints);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(
            1, LogLevel.Warning, "HTTP/3 is not served though Kestrel.Endpoints asks for it ({Endpoints}): this system has no QUIC, on Linux the package libmsquic",
            EventName = "Http3NotServed")]
        private static partial void NotServed(ILogger logger, string endpoints);
    }
}
