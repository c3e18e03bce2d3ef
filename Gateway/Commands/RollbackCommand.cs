using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Iris.Gateway.Configuration;
using Spectre.Console;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>rollback</c>: takes a running gateway back to a configuration that it ran on before.</summary>
internal static class RollbackCommand
{
    private static readonly Option<string?> Url = new("--url")
    {
        Description = "The address of the management API; else as the file and the environment say", HelpName = "URL",
    };
    private static readonly Option<int?> To = new("--to")
    {
        Description = "The version; else the one before that in force", HelpName = "VERSION",
        CustomParser = static given => WholeNumbers.Parse(given, "rollback --list tells the versions"),
    };
    private static readonly Option<bool> List = new("--list") { Description = "Lists the versions and changes nothing" };

    private readonly record struct Asked(string? Url, string? Prefix, string? Key);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("rollback", "Takes a running gateway back to an earlier configuration, until the file changes")
        {
            To, List, Url, AdminClient.Key, ConfigurationFile.Option, ConfigurationFile.Json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (found, failure) = Find(parsed.GetValue(Url), parsed.GetValue(AdminClient.Key), parsed.GetValue(ConfigurationFile.Option));
            if (found is not { } asked)
                return terminal.Fail($"{failure}\nNothing has been asked. Name the gateway with --url and {AdminClient.Key.Name}, or its file with --config.");
            var isList = parsed.GetValue(List);
            var body = isList ? null : parsed.GetValue(To) is { } version ? $"{{\"version\":{version.ToString(CultureInfo.InvariantCulture)}}}" : "{}";
            (var answer, failure) = await AdminClient.SendAsync(asked.Url!, asked.Prefix, asked.Key, isList ? "/api/config/versions" : "/api/config/rollback", body, cancellation);
            if (answer is null)
                return terminal.Fail(failure!);
            using (answer)
            {
                if (parsed.GetValue(ConfigurationFile.Json))
                    JsonText.Write(terminal, json => { foreach (var member in answer.RootElement.EnumerateObject()) member.WriteTo(json); });
                else if (isList)
                    WriteList(terminal, answer.RootElement.GetProperty("versions"));
                else
                    WriteDone(terminal, answer.RootElement.GetProperty("version"));
            }
            return ExitCodes.Good;
        });
        return command;
    }

    // What the command line does not tell, the file does. A file that is named and cannot be read names no gateway: to act on another one would be a fault.
    private static (Asked? Asked, string? Failure) Find(string? url, string? key, string? named)
    {
        var (values, folder, failure) = ConfigurationFile.ReadValues(named);
        if (values is null && (named is not null || (url is null && File.Exists(Path.Combine(folder, ProxyConfigurationFile.DefaultName)))))
            return (null, failure);
        var configuration = ConfigurationFile.Environment(values ?? new Dictionary<string, string?>());
        if (url is null && key is null && !configuration.GetSection("Images:Endpoints:Admin").Exists())
            return (null, "there is no management API: Images.Endpoints.Admin is not configured (docs/management.md).");
        var (address, prefix, own) = AdminClient.Of(configuration, folder);
        return (new(url ?? address, prefix, key ?? own), null);
    }

    private static void WriteList(Terminal terminal, JsonElement versions)
    {
        var table = new TextTable("version", "applied", "from", "changes");
        foreach (var version in versions.EnumerateArray())
        {
            var isInForce = version.GetProperty("in_force").GetBoolean();
            var changes = string.Join("; ", version.GetProperty("changes").EnumerateArray().Select(change => change.GetString()));
            table.Add(
                isInForce ? Palette.Good : Color.Default, version.GetProperty("version").GetRawText() + (isInForce ? " in force" : ""),
                version.GetProperty("applied").GetDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), OriginOf(version), changes);
        }
        table.Write(terminal);
    }

    private static void WriteDone(Terminal terminal, JsonElement version)
    {
        terminal.Line($"Went back to version {version.GetProperty("source_version").GetRawText()}, in force as version {version.GetProperty("version").GetRawText()}:");
        foreach (var change in version.GetProperty("changes").EnumerateArray())
            terminal.Paragraph(change.GetString()!, "  ");
        if (version.TryGetProperty("restart", out var restart) && restart.GetArrayLength() > 0)
            terminal.Paragraph($"In force only after a restart: {string.Join(", ", restart.EnumerateArray().Select(name => name.GetString()))}.");
        terminal.Paragraph("The file still says what it said. Mend it: its next change, a restart and SIGHUP bring it back.");
    }

    private static string OriginOf(JsonElement version) => version.GetProperty("source_version") is { ValueKind: JsonValueKind.Number } source
        ? $"version {source.GetRawText()}, by {version.GetProperty("by").GetString() ?? "somebody"}"
        : version.GetProperty("origin").GetString()!;
}
