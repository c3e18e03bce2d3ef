namespace Iris.Gateway.Endpoints;

/// <summary>Where the gateway was told to listen.</summary>
internal static class ListeningAddresses
{
    /// <summary>
    /// The URLs given by <c>--urls</c> or by the environment's ports, as container images set them; empty when nothing is
    /// said, null when Kestrel's own section names its endpoints.
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
