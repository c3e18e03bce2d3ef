using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>rollback</c>: takes a running gateway back to a configuration that it ran on before.</summary>
internal static class RollbackCommand
{
    private static readonly Option<string?> Url = new("--url")
    {
        Description = "The address of the management API; else as the file and the environment say", HelpName = "URL",
    };
    private static readonly Option<int?> To = new("--to") { Description = "The version; else the one before that in force", HelpName = "VERSION" };
    private static readonly Option<bool> List = new("--list") { Description = "Lists the versions and changes nothing" };

    private readonly record struct Asked(string? Url, string? Key, int? To);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("rollback", "Takes a running gateway back to an earlier configuration, until the file changes")
        {
            To, List, Url, AdminClient.Key, ConfigurationFile.Option, ConfigurationFile.Json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = new Asked(parsed.GetValue(Url), parsed.GetValue(AdminClient.Key), parsed.GetValue(To));
            if (asked.Url is null || asked.Key is null)
                asked = Complete(asked, parsed.GetValue(ConfigurationFile.Option));
            var isList = parsed.GetValue(List);
            var body = isList ? null : asked.To is { } version ? $"{{\"version\":{version.ToString(CultureInfo.InvariantCulture)}}}" : "{}";
            var (answer, failure) = await AdminClient.SendAsync(asked.Url!, asked.Key, isList ? "/api/config/versions" : "/api/config/rollback", body, cancellation);
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

    // Only what the address and the key need is read: the file may be the one that is wrong.
    private static Asked Complete(Asked asked, string? named)
    {
        var values = ConfigurationFile.Find(named, out _) is { } file && file.Read(out _) is { } content
            ? JsonOutline.Read(content, new ConfigurationErrors())?.Values : null;
        var (address, key) = AdminClient.Of(ConfigurationFile.Environment(values ?? []));
        return asked with { Url = asked.Url ?? address, Key = asked.Key ?? key };
    }

    private static void WriteList(Terminal terminal, JsonElement versions)
    {
        var table = new TextTable("version", "applied", "from", "changes");
        foreach (var version in versions.EnumerateArray())
        {
            var isInForce = version.GetProperty("in_force").GetBoolean();
            var changes = string.Join("; ", version.GetProperty("changes").EnumerateArray().Select(change => change.GetString()));
            table.Add(
                isInForce ? Tint.Green : Tint.None, version.GetProperty("version").GetRawText() + (isInForce ? " in force" : ""),
                version.GetProperty("applied").GetDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), OriginOf(version), changes);
        }
        table.Write(terminal);
    }

    private static void WriteDone(Terminal terminal, JsonElement version)
    {
        terminal.Line($"Went back to version {version.GetProperty("source_version").GetRawText()}, in force as version {version.GetProperty("version").GetRawText()}:");
        foreach (var change in version.GetProperty("changes").EnumerateArray())
            terminal.Paragraph(change.GetString()!, "  ");
        terminal.Paragraph("The file still says what it said. Mend it: its next change, a restart and SIGHUP bring it back.");
    }

    private static string OriginOf(JsonElement version) => version.GetProperty("source_version") is { ValueKind: JsonValueKind.Number } source
        ? $"version {source.GetRawText()}, by {version.GetProperty("by").GetString() ?? "somebody"}"
        : version.GetProperty("origin").GetString()!;
}
