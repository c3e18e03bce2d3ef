using System.CommandLine;
using Iris.Gateway.Checks;
using Iris.Gateway.Configuration;
using Iris.Transforms;
using Spectre.Console;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>plan</c>: what a new file changes, before it is in force.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string> Old = new("OLD") { Description = "The file in force, or the address of a running gateway's management API" };
    private static readonly Argument<string> New = new("NEW") { Description = "The file to come" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("plan", "Shows what a new file changes: routes, clusters, aliases, keys, which calls move, what needs a restart")
        {
            Old, New, AdminClient.Key, ConfigurationFile.Json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var old = parsed.GetValue(Old)!;
            var (known, failure) = old.Contains("://", StringComparison.Ordinal)
                ? await AskAsync(old, parsed.GetValue(AdminClient.Key), cancellation)
                : await ReadAsync(old);
            return known is null ? terminal.Fail(failure!) : await RunAsync(terminal, known, parsed.GetValue(New)!, parsed.GetValue(ConfigurationFile.Json));
        });
        return command;
    }

    // What is in force: its values, and the paths of those that a running gateway does not tell.
    private sealed record Known(string Name, Dictionary<string, string?> Values, HashSet<string> Hidden);

    private static async Task<(Known? Known, string? Failure)> ReadAsync(string name)
    {
        if (ConfigurationFile.Find(name, out var failure) is not { } file)
            return (null, WithoutOption(failure!));
        (var loaded, failure) = await ConfigurationFile.LoadAsync(file);
        // Of a file with errors it is not known what it means, but what it says.
        return loaded is null ? (null, failure) : (new(name, new(loaded.Values, StringComparer.OrdinalIgnoreCase), []), null);
    }

    private static async Task<(Known? Known, string? Failure)> AskAsync(string address, string? key, CancellationToken cancellation)
    {
        var (answer, failure) = await AdminClient.SendAsync(address, null, key, "/api/config/versions/current", null, cancellation);
        if (answer is null)
            return (null, failure);
        using (answer)
        {
            var root = answer.RootElement;
            var values = root.GetProperty("values").EnumerateObject()
                .ToDictionary(value => value.Name, value => value.Value.GetString(), StringComparer.OrdinalIgnoreCase);
            return (new(
                $"{address}, version {root.GetProperty("version").GetRawText()}", values,
                root.GetProperty("hidden").EnumerateArray().Select(path => path.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase)), null);
        }
    }

    private static async Task<int> RunAsync(Terminal terminal, Known known, string next, bool asJson)
    {
        if (ConfigurationFile.Find(next, out var failure) is not { } after)
            return terminal.Fail(WithoutOption(failure!));
        (var later, failure) = await ConfigurationFile.LoadAsync(after);
        if (later is null)
            return terminal.Fail(failure!);
        if (later.Snapshot is null)
            return terminal.Fail($"{ConfigurationErrors.Format(Path.GetFileName(after.Path), later.Errors)}\nThere is no plan for a file that a gateway refuses.");
        // What is not told is taken to stay, where it is there at all.
        var values = later.Values.ToDictionary(
            value => value.Key, value => known.Hidden.Contains(value.Key) ? "" : value.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var path in known.Hidden)
            known.Values[path] = "";
        var plan = ConfigurationPlan.Of(known.Values, values);
        var warnings = ConfigurationCheck.Find(later, ProviderCatalog.All, ConfigurationFile.AddressesOf(later), TimeProvider.System.GetUtcNow())
            .Count(finding => finding.Severity == Severity.Warning);
        if (asJson)
            WriteJson(terminal, plan, warnings);
        else
            WriteText(terminal, plan, (known.Name, next), warnings);
        if (known.Hidden.Count > 0 && !asJson)
            terminal.Paragraph($"\nThe gateway does not tell the {known.Hidden.Count} values of its file that may be secrets; they were not compared.", "", Palette.Aside);
        return ExitCodes.Good;
    }

    private static string WithoutOption(string failure) => failure.Replace("--config: ", "", StringComparison.Ordinal);

    private static void WriteText(Terminal terminal, ConfigurationPlan plan, (string Old, string New) names, int warnings)
    {
        terminal.Line($"{names.Old} → {names.New}");
        if (plan.Changes.Count == 0)
            terminal.Line("\nBoth say the same.");
        Write(terminal, "Changes", plan.Changes, change => change[0] switch { '+' => Palette.Good, '-' => Palette.Bad, _ => Palette.Doubtful });
        Write(terminal, "Calls that move", plan.Moves, _ => Color.Default);
        Write(terminal, "In force only after a restart", plan.Restarts, _ => Color.Default);
        if (warnings > 0)
            terminal.Line($"\n{names.New} has {warnings} {(warnings == 1 ? "warning" : "warnings")}: Gateway check --config {names.New}");
    }

    private static void Write(Terminal terminal, string title, IReadOnlyList<string> lines, Func<string, Color> tint)
    {
        if (lines.Count == 0)
            return;
        terminal.Line($"\n{title}");
        foreach (var line in lines)
            terminal.Paragraph(line, "  ", tint(line));
    }

    private static void WriteJson(Terminal terminal, ConfigurationPlan plan, int warnings) => JsonText.Write(terminal, json =>
    {
        foreach (var (name, lines) in ((string, IReadOnlyList<string>)[])[("changes", plan.Changes), ("moves", plan.Moves), ("restart", plan.Restarts)])
        {
            json.WriteStartArray(name);
            foreach (var line in lines)
                json.WriteStringValue(line);
            json.WriteEndArray();
        }
        json.WriteNumber("warnings"u8, warnings);
    });
}
