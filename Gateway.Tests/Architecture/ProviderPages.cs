using System.Globalization;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>What readers find of a provider, as far as its code tells it. Words that nobody can derive are added by hand.</summary>
internal static class ProviderPages
{
    /// <summary>The beginning of the table of docs/providers.md.</summary>
    public const string Table = "| provider | set this |";

    /// <summary>The provider's own page.</summary>
    public static string PathOf(ImageProvider provider) => $"docs/providers/{provider.Name}.md";

    /// <summary>The environment variables of the shipped cluster.</summary>
    public static string[] VariablesOf(ImageProvider provider) =>
        [.. ShippedDestination.All.Where(destination => destination.Provider == provider).SelectMany(destination => destination.Variables)
            .Distinct()];

    /// <summary>The row of that table.</summary>
    public static string Row(ImageProvider provider)
    {
        if (!provider.Draws)
            return $"| `{provider.Name}` | {Quoted(VariablesOf(provider))} | draws nothing | | | |";
        var stream = provider.Models.Any(row => row.Streams) ? "as the model sends them" : "the finished ones";
        return $"| `{provider.Name}` | {Quoted(VariablesOf(provider))} | {Range(provider.Models, row => row.MaxImages)} | {stream} "
            + $"| {Share(provider, row => row.GivesUrl)} | {Share(provider, row => row.Accepts.HasFlag(ImageParameters.Seed))} |";
    }

    /// <summary>The row of the contract's table of calls.</summary>
    public static string CallRow(ImageProvider provider) => $"| [{provider.Name}](providers/{provider.Name}.md) | `{CallOf(provider)}` |";

    /// <summary>The row of the table of those that edit.</summary>
    public static string EditRow(ImageProvider provider)
    {
        var editing = provider.Models.Where(row => row.Edits is not null).ToArray();
        var mask = editing.All(row => row.Edits!.Mask == MaskForm.None) ? "" : "by the model";
        return $"| {provider.Name} | {Range(editing, row => row.Edits!.MostInputs)} | {mask} | | | |";
    }

    /// <summary>How the answers of models that edit come with <c>stream: true</c>.</summary>
    public static string Stream(IReadOnlyCollection<ModelCapabilities> editing) => editing.Count(row => row.Streams) switch
    {
        0 => editing.Count == 0 ? "" : "when finished",
        var streaming => streaming == editing.Count ? "as it draws" : "by the model",
    };

    /// <summary>The page of a provider that has none.</summary>
    public static IReadOnlyList<string> Page(ImageProvider provider) =>
    [
        $"# {provider.Name}",
        "",
        "## Settings",
        "",
        "```jsonc",
        .. ClusterOf(provider),
        "```",
        "",
        $"The key goes into `{provider.Key.Header}{(provider.Key.Prefix.Length == 0 ? "" : ": " + provider.Key.Prefix.TrimEnd())}`.",
        "",
        "## Request",
        "",
        $"`{CallOf(provider)}`.",
        "",
        "## Models",
        "",
        "| model | pictures per call | members |",
        "|---|---|---|",
        .. provider.Models.Where(row => row.Listed.Count > 0)
            .Select(row => $"| {Quoted(row.Listed)} | {row.MaxImages} | {Quoted(MembersOf(row.Accepts))} |"),
    ];

    private static string CallOf(ImageProvider provider)
    {
        var model = provider.KnownModels.FirstOrDefault() ?? "model";
        var request = CodecCall.Create(provider.Name, model, address: "https://provider.test/base/").Request();
        var path = Uri.UnescapeDataString(request.Uri.AbsolutePath).Replace("/base", "{base}", StringComparison.Ordinal);
        return $"{request.Method} {path.Replace(model, "{model}", StringComparison.Ordinal)}";
    }

    // As proxy.json has it, without its indentation.
    private static IEnumerable<string> ClusterOf(ImageProvider provider)
    {
        var lines = File.ReadAllLines(Repository.PathOf("proxy.json"))
            .SkipWhile(line => line.TrimStart() != $"\"{provider.Name}\": {{").ToArray();
        var indent = lines.Length == 0 ? "" : lines[0][..^lines[0].TrimStart().Length];
        return [.. lines.TakeWhile(line => !line.StartsWith(indent + "}", StringComparison.Ordinal)).Select(line => line[indent.Length..]), "}"];
    }

    private static IEnumerable<string> MembersOf(ImageParameters members) =>
        RequestMembers.All.Where(member => members.HasFlag(member.Flag)).Select(member => member.Name);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));

    private static string Range(IEnumerable<ModelCapabilities> rows, Func<ModelCapabilities, int> number)
    {
        var (least, most) = (rows.Min(number), rows.Max(number));
        return least == most ? most.ToString(CultureInfo.InvariantCulture) : $"{least} to {most}, by model";
    }

    private static string Share(ImageProvider provider, Func<ModelCapabilities, bool> has) =>
        provider.Models.All(has) ? "yes" : provider.Models.Any(has) ? "some models" : "no";
}
