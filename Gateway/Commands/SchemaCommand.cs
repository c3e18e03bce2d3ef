using System.CommandLine;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>schema</c>: the JSON schema of the file, which an editor completes and checks by.</summary>
internal static class SchemaCommand
{
    private const string Resource = "proxy.schema.json";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("schema", "Prints the JSON schema of the file, for editors");
        command.SetAction(_ => Write(terminal));
        return command;
    }

    private static int Write(Terminal terminal)
    {
        using var reader = new StreamReader(typeof(SchemaCommand).Assembly.GetManifestResourceStream(Resource)!);
        terminal.Output.Write(reader.ReadToEnd());
        return ExitCodes.Good;
    }
}
