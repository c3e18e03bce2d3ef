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
        ["plan"] = ["Gateway plan proxy.json next.json", "Gateway plan http://localhost:9090 next.json", "git show HEAD:proxy.json > /tmp/old.json && Gateway plan /tmp/old.json proxy.json"],
        ["explain"] =
        [
            """Gateway explain '{"model":"house-style","prompt":"x","size":"1536x1024","n":4}'""",
            "Gateway explain @request.json --path /openai/v1/images/generations --key shop",
            """Gateway explain '{"model":"house-style","prompt":"x"}' --json | jq -r '.targets[0].destinations[0].requests[0].body'""",
        ],
        ["rollback"] = ["Gateway rollback --list", "Gateway rollback", "Gateway rollback --to 3 --url http://localhost:9090"],
        ["models"] = ["Gateway models", "Gateway models --json | jq -r '.data[].id'"],
        ["schema"] = ["Gateway schema > proxy.schema.json"],
        ["health"] = ["Gateway health", "Gateway health --url http://unix:/run/iris.sock --timeout 1"],
        ["completion"] = ["source <(Gateway completion bash)", "Gateway completion zsh > ~/.zfunc/_Gateway"],
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
