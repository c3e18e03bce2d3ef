using System.CommandLine;
using Iris.Gateway.Checks;
using Iris.Gateway.Configuration;
using Iris.Transforms;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>plan</c>: what a new file changes, before it is in force.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string> Old = new("OLD") { Description = "The file in force" };
    private static readonly Argument<string> New = new("NEW") { Description = "The file to come" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("plan", "Shows what a new file changes: routes, clusters, aliases, keys, which calls move, what needs a restart")
        {
            Old, New, ConfigurationFile.Json,
        };
        command.SetAction((parsed, _) => RunAsync(terminal, parsed.GetValue(Old)!, parsed.GetValue(New)!, parsed.GetValue(ConfigurationFile.Json)));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string old, string next, bool asJson)
    {
        if (ConfigurationFile.Find(old, out var failure) is not { } before || ConfigurationFile.Find(next, out failure) is not { } after)
            return terminal.Fail(failure!.Replace("--config: ", "", StringComparison.Ordinal));
        (var earlier, failure) = await ConfigurationFile.LoadAsync(before);
        (var later, failure) = failure is null ? await ConfigurationFile.LoadAsync(after) : (null, failure);
        if (failure is not null)
            return terminal.Fail(failure);
        // Of a file with errors it is not known what it means; the one in force is taken as it is.
        if (later!.Snapshot is null)
            return terminal.Fail($"{ConfigurationErrors.Format(Path.GetFileName(after.Path), later.Errors)}\nThere is no plan for a file that a gateway refuses.");
        var plan = ConfigurationPlan.Of(earlier!.Values, later.Values);
        var warnings = ConfigurationCheck.Find(later, ProviderCatalog.All, ConfigurationFile.AddressesOf(later), TimeProvider.System.GetUtcNow())
            .Count(finding => finding.Severity == Severity.Warning);
        if (asJson)
            WriteJson(terminal, plan, warnings);
        else
            WriteText(terminal, plan, (old, next), warnings);
        return ExitCodes.Good;
    }

    private static void WriteText(Terminal terminal, ConfigurationPlan plan, (string Old, string New) names, int warnings)
    {
        terminal.Line($"{names.Old} → {names.New}");
        if (plan.Changes.Count == 0)
            terminal.Line("\nBoth say the same.");
        Write(terminal, "Changes", plan.Changes, change => change[0] switch { '+' => Tint.Green, '-' => Tint.Red, _ => Tint.Yellow });
        Write(terminal, "Calls that move", plan.Moves, _ => Tint.None);
        Write(terminal, "In force only after a restart", plan.Restarts, _ => Tint.None);
        if (warnings > 0)
            terminal.Line($"\n{names.New} has {warnings} {(warnings == 1 ? "warning" : "warnings")}: Gateway check --config {names.New}");
    }

    private static void Write(Terminal terminal, string title, IReadOnlyList<string> lines, Func<string, Tint> tint)
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
