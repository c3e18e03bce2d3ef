namespace Iris.Gateway.Endpoints;

/// <summary>The addresses that the gateway is configured to listen on.</summary>
internal static class ListeningAddresses
{
    /// <summary>
    /// The URLs of <c>--urls</c> or of the environment's ports, as container images set them; empty when there are none, null when Kestrel's own
    /// section names its endpoints.
    /// </summary>
    public static string[]? Given(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            return null;
        if (Split(configuration["urls"]) is { Length: > 0 } urls)
            return urls;
        return
        [
            .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
        ];
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
