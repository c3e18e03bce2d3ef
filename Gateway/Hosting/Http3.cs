using System.Net.Quic;
using System.Net.Security;
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

    /// <summary>Serves it where it is asked for; whether it is.</summary>
    public static bool AddHttp3(this WebApplicationBuilder builder)
    {
        var kestrel = builder.Configuration.GetSection("Kestrel");
        var asking = kestrel.GetSection("Endpoints").GetChildren().Where(endpoint => IsAskedFor(kestrel, endpoint)).ToList();
        if (asking.Count == 0)
            return false;
        if (!IsSupported)
        {
            var names = string.Join(", ", asking.Select(endpoint => endpoint.Key));
            builder.Services.AddHostedService(provider => new Notice(names, provider.GetRequiredService<ILogger<Notice>>()));
            return false;
        }
        builder.WebHost.UseQuic();
        // The server refuses a certificate that is chosen anew for each connection over QUIC, unless hosts choose it: so one host, which is any.
        builder.Configuration.AddInMemoryCollection(asking.Where(endpoint => !endpoint.GetSection("Sni").Exists())
            .Select(endpoint => KeyValuePair.Create($"{endpoint.Path}:Sni:*:Protocols", (string?)ProtocolsOf(kestrel, endpoint))));
        return true;
    }

    /// <summary>Whether an endpoint asks for it. One without TLS cannot, though the protocols of all endpoints may name it.</summary>
    /// <param name="kestrel">The section Kestrel.</param>
    /// <param name="endpoint">The endpoint's own.</param>
    public static bool IsAskedFor(IConfigurationSection kestrel, IConfigurationSection endpoint) =>
        ProtocolsOf(kestrel, endpoint).Contains("Http3", Ordinal) && endpoint["Url"]?.StartsWith("https:", Ordinal) == true;

    /// <summary>Lets a connection speak it, which the server forgets where hosts choose the certificate. Over TCP nobody asks for it.</summary>
    public static void Offer(SslServerAuthenticationOptions connection) => (connection.ApplicationProtocols ??= []).Add(SslApplicationProtocol.Http3);

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
