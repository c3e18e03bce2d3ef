using System.CommandLine;
using System.Globalization;
using Iris.Gateway.Checks;
using Iris.Gateway.Configuration;
using Iris.Transforms;

namespace Iris.Gateway.Commands;

/// <summary>The command <c>check</c>: every error and warning of the file, with its line and the way out.</summary>
internal static class CheckCommand
{
    // A cluster's name may hold dots.
    private const string Clusters = "ReverseProxy.Clusters.";

    private static readonly Option<bool> Strict = new("--strict") { Description = "Exit code 1 for warnings, too" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Looks through the configuration: errors, and what is legal and likely wrong")
        {
            ConfigurationFile.Option, Strict, ConfigurationFile.Json,
        };
        command.SetAction((parsed, _) => RunAsync(
            terminal, parsed.GetValue(ConfigurationFile.Option), parsed.GetValue(Strict), parsed.GetValue(ConfigurationFile.Json)));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string? named, bool isStrict, bool asJson)
    {
        if (ConfigurationFile.Find(named, out var failure) is not { } file)
            return terminal.Fail(failure!);
        (var loaded, failure) = await ConfigurationFile.LoadAsync(file);
        if (loaded is null)
            return terminal.Fail(failure!);
        var findings = ConfigurationCheck.Find(loaded, ProviderCatalog.All, ConfigurationFile.AddressesOf(loaded), TimeProvider.System.GetUtcNow());
        if (asJson)
            WriteJson(terminal, file, findings);
        else
            WriteText(terminal, file, loaded, findings);
        return findings.Any(finding => finding.Severity == Severity.Error || (isStrict && finding.Severity == Severity.Warning))
            ? ExitCodes.Bad
            : ExitCodes.Good;
    }

    private static void WriteText(Terminal terminal, ProxyConfigurationFile file, LoadedConfiguration loaded, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity != Severity.Note))
        {
            var (word, tint) = finding.Severity == Severity.Error ? ("error", Palette.Bad) : ("warning", Palette.Doubtful);
            terminal.Line($"{Place(file, finding)}: {terminal.Paint(word, tint)}{(finding.Path.Length > 0 ? ": " + finding.Path : "")}");
            terminal.Paragraph(finding.Message, "    ");
            if (finding.Fix is { } fix)
                terminal.Paragraph("→ " + fix, "    ", Palette.Aside);
        }
        var notes = findings.Where(finding => finding.Severity == Severity.Note).ToArray();
        if (notes.Length > 0)
        {
            if (findings.Count > notes.Length)
                terminal.Line();
            terminal.Line("Cannot be used on this machine; where the gateway runs the variables may be set:");
            var table = new TextTable("cluster", "because");
            foreach (var note in notes)
                table.Add(note.Path[Clusters.Length..].TrimEnd(']'), note.Message[(note.Message.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            table.Write(terminal, "  ");
        }
        if (findings.Count > 0)
            terminal.Line();
        WriteSum(terminal, Path.GetFileName(file.Path), loaded, findings);
    }

    private static void WriteSum(Terminal terminal, string name, LoadedConfiguration loaded, IReadOnlyList<Finding> findings)
    {
        var errors = findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = findings.Count(finding => finding.Severity == Severity.Warning);
        if (loaded.Snapshot is not { } snapshot)
        {
            terminal.Line($"{name} has {terminal.Paint(Count(errors, "error"), Palette.Bad)}: a gateway does not start with it, and a running one keeps what it has.");
            return;
        }
        var images = snapshot.Images;
        terminal.Line($"{name} is {(warnings == 0 ? terminal.Paint("good", Palette.Good) : $"valid, with {terminal.Paint(Count(warnings, "warning"), Palette.Doubtful)}")}: "
            + $"{Count(snapshot.OwnRoutes, "route")}, {Count(snapshot.Clusters.Count, "cluster")}, {Count(images.Models.Count, "alias", "aliases")}, "
            + $"{Count(images.Access?.Keys.Count ?? 0, "key")}.");
    }

    private static void WriteJson(Terminal terminal, ProxyConfigurationFile file, IReadOnlyList<Finding> findings) => JsonText.Write(terminal, json =>
    {
        json.WriteString("file"u8, file.Path);
        json.WriteNumber("errors"u8, findings.Count(finding => finding.Severity == Severity.Error));
        json.WriteNumber("warnings"u8, findings.Count(finding => finding.Severity == Severity.Warning));
        json.WriteStartArray("findings"u8);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("severity"u8, finding.Severity.ToString().ToLowerInvariant());
            json.WriteString("file"u8, finding.Place.File ?? file.Path);
            if (finding.Place.Line is { } line)
                json.WriteNumber("line"u8, line);
            else
                json.WriteNull("line"u8);
            json.WriteString("path"u8, finding.Path);
            json.WriteString("message"u8, finding.Message);
            json.WriteString("fix"u8, finding.Fix);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    // As compilers write it, so that editors and build servers find the line.
    private static string Place(ProxyConfigurationFile file, Finding finding)
    {
        var name = finding.Place.File is { } included ? Path.GetRelativePath(file.Directory, included) : Path.GetFileName(file.Path);
        return finding.Place switch
        {
            { Overridden: true } => "environment",
            { Line: { } line } => string.Create(CultureInfo.InvariantCulture, $"{name}:{line}"),
            _ => name,
        };
    }

    private static string Count(int number, string one, string? several = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : several ?? one + "s")}");
}
