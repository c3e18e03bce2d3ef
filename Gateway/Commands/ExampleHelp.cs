using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Iris.Gateway.Commands;

/// <summary>A command's help, and behind it how the command is used.</summary>
/// <param name="help">The parser's own help.</param>
internal sealed class ExampleHelp(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["check"] = ["Gateway check", "Gateway check --config /etc/iris/proxy.json --strict", "Gateway check --json | jq '.findings[]'"],
        ["keys"] = ["Gateway keys new shop"],
        ["new"] = ["Gateway keys new shop"],
    };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (!Examples.TryGetValue(parseResult.CommandResult.Command.Name, out var lines))
            return exitCode;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var line in lines)
            output.WriteLine($"  {line}");
        return exitCode;
    }
}
