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

    /// <summary>What is wrong with an address that was given; null where nothing is. The server's own words name methods of its code.</summary>
    public static string? FindProblem(IConfiguration configuration) => (Given(configuration) ?? [])
        .Select(address => ProblemOf(address) is { } problem
            ? $"Iris cannot listen on \"{address}\" (--urls): {problem}; write for example http://localhost:8080, http://*:8080 or http://unix:/run/iris.sock"
            : null)
        .FirstOrDefault(problem => problem is not null);

    private static string? ProblemOf(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return "that is no URL";
        }
        return parsed switch
        {
            { Scheme: var scheme } when !scheme.Equals("http", StringComparison.OrdinalIgnoreCase)
                && !scheme.Equals("https", StringComparison.OrdinalIgnoreCase)
                => $"\"{scheme}\" is not served",
            { PathBase.Length: > 0 } => "it has a path, which belongs into the routes",
            { IsUnixPipe: false, Port: < 0 or > 65535 } => $"{parsed.Port} is no port",
            _ => null,
        };
    }

    /// <summary>The hosts of all addresses, each once, as they stand in the URLs; without those of Unix sockets.</summary>
    public static IReadOnlyList<string> Hosts(IConfiguration configuration)
    {
        var addresses = Given(configuration) ?? [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "")];
        return [.. addresses.Select(HostOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string? HostOf(string address)
    {
        // A malformed one is told where the server is built.
        if (address.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var scheme))
            return null;
        var rest = address[(scheme + 3)..];
        if (rest.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pipe:", StringComparison.OrdinalIgnoreCase))
            return null;
        var end = rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : rest.Length;
        var host = rest[..end];
        var port = host.LastIndexOf(':');
        if (port > host.LastIndexOf(']'))
            host = host[..port];
        return host.Length > 0 ? host : null;
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
