using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Iris.Gateway.Commands.Explaining;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Commands;

/// <summary>
/// The commands beside <c>serve</c>. They are read by System.CommandLine, which a gateway that serves does not load (<see cref="CommandLine"/>).
/// </summary>
internal static class Verbs
{
    /// <summary>The words that begin a command of this table; a test holds them against it.</summary>
    public static IReadOnlyList<string> Names { get; } = ["check", "plan", "explain", "rollback", "models", "schema", "health", "completion", "keys"];

    private static Option<string?> Urls => new("--urls") { Description = "Where to listen", HelpName = "URLS" };

    // How a shell asks for completions: [suggest:POSITION] "the line".
    private const string Suggest = "[suggest";

    /// <summary>Whether a command line is one of these commands.</summary>
    public static bool Own(IReadOnlyList<string> args) =>
        args.Count > 0 && (Names.Contains(args[0], StringComparer.OrdinalIgnoreCase) || args[0].StartsWith(Suggest, StringComparison.Ordinal));

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellation = default)
    {
        var root = Create(terminal);
        // A word that begins with @ is a file of the command's, not of the parser's.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
            return Refuse(parsed, terminal);
        var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(invocation, cancellation);
    }

    /// <summary>The table.</summary>
    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("Iris, an image gateway");
        Command[] commands =
        [
            CheckCommand.Create(terminal), PlanCommand.Create(terminal), ExplainCommand.Create(terminal), RollbackCommand.Create(terminal),
            ModelsCommand.Create(terminal), SchemaCommand.Create(terminal), HealthCommand.Create(terminal), CompletionCommand.Create(terminal),
            NewKey.Create(terminal), new("serve", "Serves; the same as no command at all") { ConfigurationFile.Option, Urls },
        ];
        foreach (var command in commands)
            root.Subcommands.Add(command);
        // What serves without a command is read elsewhere; a shell completes it by these.
        root.Options.Add(ConfigurationFile.Option);
        root.Options.Add(Urls);
        // The parser's own has Windows' words as well, which a shell would complete.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var help = new HelpOption("--help", "-h");
        help.Action = new ExampleHelp((HelpAction)help.Action!);
        root.Options.Add(help);
        return root;
    }

    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Options.Concat(command.Subcommands.Cast<Symbol>()).Select(symbol => symbol.Name).ToArray();
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
        {
            var word = parsed.UnmatchedTokens.FirstOrDefault(token => error.Contains($"'{token}'", StringComparison.Ordinal));
            terminal.Error.WriteLine(word is null ? error : $"{error.TrimEnd('.')}{NearMiss.Hint(word, names)}");
        }
        terminal.Error.WriteLine($"Try: Gateway {NameOf(parsed.CommandResult.Command)} --help");
        return ExitCodes.Usage;
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{NameOf(parent)} {command.Name}" : command.Name;
}
