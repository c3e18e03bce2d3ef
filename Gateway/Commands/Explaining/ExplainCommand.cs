using System.CommandLine;
using System.Text;
using Iris.Gateway.Configuration;
using Iris.Gateway.Hosting;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>The command <c>explain</c>: what becomes of one request. Sends nothing.</summary>
internal static class ExplainCommand
{
    private const string DefaultPath = "/v1/images/generations";

    // As much as a request may hold beside its pictures, and those of an edit in base64.
    private const int MostBytes = 128 << 20;

    private static readonly Argument<string> Body = new("REQUEST") { Description = "The request's JSON; @FILE reads a file, - standard input" };
    private static readonly Option<string> Path = new("--path")
    {
        Description = "The path that is asked, with its query", HelpName = "PATH", DefaultValueFactory = static _ => DefaultPath,
    };
    private static readonly Option<string?> Key = new("--key")
    {
        Description = "Who asks: a name in Images.Access.Keys, or a key as env:NAME, file:PATH or its value", HelpName = "KEY",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("explain", "Shows what becomes of a request, up to the bytes that each provider would get; sends nothing")
        {
            Body, Path, Key, ConfigurationFile.Option, ConfigurationFile.Json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            terminal, new(parsed.GetValue(Body)!, parsed.GetValue(Path)!, parsed.GetValue(Key)), parsed.GetValue(ConfigurationFile.Option),
            parsed.GetValue(ConfigurationFile.Json), cancellation));
        return command;
    }

    private readonly record struct Asked(string Body, string Path, string? Key);

    private static async Task<int> RunAsync(Terminal terminal, Asked asked, string? named, bool asJson, CancellationToken cancellation)
    {
        if (!asked.Path.StartsWith('/'))
            return terminal.Fail($"--path {asked.Path} is no path: it begins with /, as {DefaultPath}", ExitCodes.Usage);
        if (ConfigurationFile.Find(named, out var failure) is not { } file)
            return terminal.Fail(failure!);
        (var configuration, failure) = await ProxyConfiguration.LoadAsync(file, GatewayApplication.CreateLoader());
        if (configuration is null)
            return terminal.Fail($"{failure}\nGateway check says more.");
        byte[] body;
        try
        {
            body = await ReadAsync(asked.Body, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return terminal.Fail($"the request cannot be read: {e.Message}");
        }
        var key = asked.Key is { } given ? new SecretValues(Environment.GetEnvironmentVariable, file.Directory).Resolve(given, out failure) : null;
        if (asked.Key is not null && key is null)
            return terminal.Fail($"--key: {failure}", ExitCodes.Usage);
        var explanation = await DryCall.RunAsync(configuration, asked.Path, body, key);
        if (asJson)
            ExplanationJson.Write(terminal, explanation);
        else
            ExplanationText.Write(terminal, explanation, asked.Path);
        return explanation.IsSent ? ExitCodes.Good : ExitCodes.Bad;
    }

    private static async Task<byte[]> ReadAsync(string body, CancellationToken cancellation)
    {
        if (body != "-" && !body.StartsWith('@'))
            return Encoding.UTF8.GetBytes(body);
        await using var source = body == "-" ? Console.OpenStandardInput() : File.OpenRead(body[1..]);
        using var held = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellation)) > 0)
        {
            if (held.Length + read > MostBytes)
                throw new IOException($"it is longer than {MostBytes} bytes");
            held.Write(buffer, 0, read);
        }
        return held.ToArray();
    }
}
