using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Commands;

/// <summary>Asks the management API of a running gateway (docs/management.md).</summary>
internal static class AdminClient
{
    private const string Variable = "IRIS_ADMIN";
    private const int MostAnswer = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The option that brings the key of the management API.</summary>
    public static Option<string?> Key { get; } = new("--admin-key")
    {
        Description = $"The key of the management API, as env:NAME, file:PATH or its value; else what the file says, else env:{Variable}",
        HelpName = "KEY",
    };

    /// <summary>Sends a request.</summary>
    /// <param name="address">The address of the API, with the prefix of its paths, as far as it has a path.</param>
    /// <param name="prefix">The prefix where the address has none, as that of a socket; null for none.</param>
    /// <param name="key">What the command line or the file says of the key.</param>
    /// <param name="path">The path, as <c>/api/config/versions</c>.</param>
    /// <param name="body">The body of a POST; null for a GET.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The answer, or why there is none.</returns>
    public static async Task<(JsonDocument? Answer, string? Failure)> SendAsync(
        string address, string? prefix, string? key, string path, string? body, CancellationToken cancellation)
    {
        if (ReadKey(key, out var failure) is not { } secret)
            return (null, failure);
        using var gateway = RunningGateway.At(address);
        if (gateway is null)
            return (null, $"\"{address}\" is no address; write for example http://localhost:9090 or http://unix:/run/iris.sock");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        try
        {
            var root = gateway.Client.BaseAddress!.AbsolutePath is { Length: > 1 } own ? own.TrimEnd('/') : prefix;
            using var response = await gateway.SendAsync(() => Create(root + path, secret, body), timeout.Token);
            await response.Content.LoadIntoBufferAsync(MostAnswer, timeout.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return response.IsSuccessStatusCode
                ? (JsonDocument.Parse(answer), null)
                : (null, $"{address} answers {(int)response.StatusCode}: {WordsOf(answer)}");
        }
        catch (JsonException)
        {
            return (null, $"{address} is no management API: its answer is no JSON. Name the address of Images.Endpoints.Admin.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            var reason = e is OperationCanceledException ? $"nothing came within {Patience.TotalSeconds:0} seconds" : RunningGateway.ReasonOf(e);
            return (null, $"no answer from {address}: {reason}. Is it running, and does its management API listen there (Images.Endpoints.Admin)?");
        }
    }

    private static HttpRequestMessage Create(string path, string key, string? body) => new(body is null ? HttpMethod.Get : HttpMethod.Post, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
    };

    /// <summary>Where the management API of a file's gateway listens on this machine, the prefix of its paths, and its key.</summary>
    /// <param name="configuration">The file's values, and what the environment sets in their place.</param>
    /// <param name="folder">Where a relative path of the key's starts: the file's folder.</param>
    public static (string Address, string? Prefix, string? Key) Of(IConfigurationRoot configuration, string folder)
    {
        var admin = configuration.GetSection("Images:Endpoints:Admin");
        var address = admin["Port"] is { } port ? $"http://{(admin["Host"] is { Length: > 0 } and not "*" ? admin["Host"] : "localhost")}:{port}"
            : ConfigurationFile.AddressesOf(configuration)[0];
        return (address, configuration["Images:Endpoints:Prefix"], admin["Key"] is { } key && !KeyHashes.IsHash(key) ? SecretValues.Rooted(key, folder) : null);
    }

    private static string? ReadKey(string? given, out string? failure)
    {
        var secret = new SecretValues(Environment.GetEnvironmentVariable, ConfigurationFile.CurrentDirectory()).Resolve(given ?? "env:" + Variable, out failure);
        if (secret is null)
            failure = $"the management API asks for its key: {failure}. Set {Variable}, or name it with {Key.Name}.";
        return secret;
    }

    // The envelope's own message, else the beginning of whatever it is.
    private static string WordsOf(byte[] answer)
    {
        try
        {
            using var envelope = JsonDocument.Parse(answer);
            if (envelope.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("message", out var message))
                return message.GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
        }
        return Encoding.UTF8.GetString(answer, 0, Math.Min(answer.Length, 300));
    }
}
