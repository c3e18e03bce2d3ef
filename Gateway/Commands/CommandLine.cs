using Iris.Gateway.Configuration;

namespace Iris.Gateway.Commands;

/// <summary>
/// What the command line asks for: to serve, with settings for .NET's configuration, or a text to print. .NET takes any word and any option, and does
/// nothing with those that nobody reads; a slip would serve the default file instead of the one that was meant.
/// </summary>
/// <param name="Settings">As <c>--name=value</c>; empty where there is a text.</param>
/// <param name="Text">What to print instead of serving; null to serve.</param>
/// <param name="ExitCode">0, or 2 where the command line is wrong; the text is then for standard error.</param>
internal sealed record CommandLine(IReadOnlyList<string> Settings, string? Text = null, int ExitCode = 0)
{
    private static readonly string[] Own = ["config", "urls"];

    // Read by .NET's host before any configuration, or by tools that start it.
    private static readonly string[] Host =
        ["http_ports", "https_ports", "environment", "contentRoot", "applicationName", "shutdownTimeoutSeconds", "AllowedHosts"];

    private static readonly string[] Sections = ["Images", "ReverseProxy", "Logging", "Kestrel", "OpenTelemetry"];

    private static readonly string[] Help = ["--help", "-h", "-?", "/?", "help"];

    // What other programs call it.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["port"] = "--urls http://localhost:PORT", ["p"] = "--urls http://localhost:PORT", ["host"] = "--urls http://HOST:PORT",
        ["bind"] = "--urls http://HOST:PORT", ["listen"] = "--urls http://HOST:PORT", ["address"] = "--urls http://HOST:PORT",
        ["c"] = "--config FILE", ["f"] = "--config FILE", ["file"] = "--config FILE", ["configuration"] = "--config FILE",
        ["v"] = "--version",
    };

    /// <summary>Reads the command line.</summary>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (Help.Contains(arg, StringComparer.OrdinalIgnoreCase))
                return new([], CommandLineHelp.Text);
            if (arg.Equals("--version", StringComparison.OrdinalIgnoreCase))
                return new([], CommandLineHelp.Version);
            if (i == 0 && arg == "serve")
                continue;
            if (NameOf(arg) is not { Length: > 0 } name)
                return Refuse(ProblemOfWord(arg));
            if (!IsKnown(name))
                return Refuse($"unknown option {arg.Split('=')[0]}{HintFor(name)}");
            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && (i + 1 >= args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
                return Refuse($"{arg} needs a value");
            settings.Add($"--{name}={(equals < 0 ? args[++i] : arg[(equals + 1)..])}");
        }
        return new(settings);
    }

    // Options as .NET writes them: --name value, --name=value, /name=value, name=value. Null: a word, or an option of one letter.
    private static string? NameOf(string arg)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? arg : arg[..equals];
        if (name.StartsWith("--", StringComparison.Ordinal))
            return name[2..];
        return equals > 0 && !name.StartsWith('-') ? name.TrimStart('/') : null;
    }

    private static bool IsKnown(string name) =>
        Own.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Host.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("hostBuilder:", StringComparison.OrdinalIgnoreCase)
        || Sections.Any(section => name.StartsWith(section + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase));

    private static string HintFor(string name)
    {
        if (Elsewhere.TryGetValue(name.TrimStart('-'), out var option))
            return $"; did you mean {option}?";
        string[] options = [.. Own, .. Host, "help", "version"];
        var near = NearMiss.Find(name, options, Math.Max(1, Math.Min(3, name.Length / 3)))
            ?? options.FirstOrDefault(candidate => name.Length > 2 && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (near is not null)
            return $"; did you mean --{near}?";
        var section = name.Split(':')[0];
        return NearMiss.Find(section, Sections, 2) is { } known ? $"; did you mean --{known}:…?" : "";
    }

    private static string ProblemOfWord(string word)
    {
        if (word.StartsWith('-'))
            return $"unknown option {word}{HintFor(word.TrimStart('-'))}";
        if (word.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(word))
            return $"\"{word}\" is no command; to serve with that file write --config {word}";
        return $"unknown command \"{word}\"{NearMiss.Hint(word, [.. Verbs.Names, "serve", "help"])}";
    }

    private static CommandLine Refuse(string problem) => new([], $"{problem}\nTry --help.", ExitCodes.Usage);
}
