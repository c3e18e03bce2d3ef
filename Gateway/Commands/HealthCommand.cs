using System.CommandLine;
using System.Net;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>health</c>: asks a running gateway whether it is ready, for the health check of a container.</summary>
internal static class HealthCommand
{
    private const string Ready = "/health/ready";
    private const int MostAnswer = 4096;
    private const int MostSeconds = 3600;

    private static readonly Option<string?> Url = new("--url")
    {
        Description = "Where it listens, http://unix:/run/iris.sock for a socket; else as the file and the environment say", HelpName = "URL",
    };
    private static readonly Option<int> Seconds = new("--timeout")
    {
        Description = "How long it may take to answer, in seconds, 1 to 3600", HelpName = "SECONDS", DefaultValueFactory = static _ => 3,
        CustomParser = static given => WholeNumbers.Parse(given, $"write 1 to {MostSeconds}") ?? 0,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("health", "Asks a running gateway whether it is ready; for the health check of a container") { Url, Seconds, ConfigurationFile.Option };
        command.SetAction((parsed, cancellation) =>
        {
            var seconds = parsed.GetValue(Seconds);
            return seconds is >= 1 and <= MostSeconds
                ? RunAsync(terminal, parsed.GetValue(Url), parsed.GetValue(ConfigurationFile.Option), TimeSpan.FromSeconds(seconds), cancellation)
                : Task.FromResult(terminal.Fail($"--timeout {seconds} is outside of 1 to {MostSeconds}", ExitCodes.Usage));
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string? url, string? named, TimeSpan patience, CancellationToken cancellation)
    {
        // Only what the answer needs is read: a file that is being edited makes no running gateway ill. With an address it is no more than a prefix.
        var (values, _, failure) = ConfigurationFile.ReadValues(named);
        if (url is null && named is not null && values is null)
            return terminal.Fail(failure!);
        var configuration = ConfigurationFile.Environment(values ?? new Dictionary<string, string?>());
        var address = url ?? ConfigurationFile.AddressesOf(configuration)[0];
        if (RunningGateway.At(address) is not { } gateway)
            return terminal.Fail($"\"{address}\" is no address; write for example http://localhost:8080 or http://unix:/run/iris.sock", ExitCodes.Usage);
        using (gateway)
        {
            try
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                timeout.CancelAfter(patience);
                // A path in the address is the whole one; a socket's address has none.
                var path = gateway.Client.BaseAddress!.AbsolutePath is { Length: > 1 } own ? own : configuration["Images:Endpoints:Prefix"] + Ready;
                using var response = await gateway.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), timeout.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    terminal.Line($"ready ({address})");
                    return ExitCodes.Good;
                }
                return terminal.Fail($"not ready: {address} answers {(int)response.StatusCode} to {path}: {await BeginningOfAsync(response, timeout.Token)}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                var reason = e is OperationCanceledException ? $"nothing came within {patience.TotalSeconds:0} seconds" : RunningGateway.ReasonOf(e);
                return terminal.Fail($"no answer from {address}: {reason}. Is it running, and does it listen there? Name another address with --url.");
            }
        }
    }

    private static async Task<string> BeginningOfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MostAnswer];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }
}
