using System.Text.RegularExpressions;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>What a query in PromQL names: metrics, each with the labels it is selected by, and the labels that results are grouped by.</summary>
/// <param name="Metrics">Names and the labels of their selectors.</param>
/// <param name="Grouping">Labels of <c>by</c>, <c>without</c>, <c>on</c> and <c>ignoring</c>.</param>
internal sealed partial record PromQuery(IReadOnlyList<(string Name, IReadOnlyList<string> Labels)> Metrics, IReadOnlyList<string> Grouping)
{
    private static readonly string[] Words =
        ["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "start", "end", "inf", "nan"];

    /// <summary>Reads a query.</summary>
    public static PromQuery Read(string query)
    {
        // The texts of selectors hold no names.
        var bare = Text().Replace(query, "\"\"");
        var grouping = new List<string>();
        bare = Grouped().Replace(bare, match =>
        {
            grouping.AddRange(match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return " ";
        });
        bare = Window().Replace(bare, " ");
        var metrics = new List<(string, IReadOnlyList<string>)>();
        foreach (Match match in Name().Matches(bare))
        {
            if (match.Groups["call"].Success || Words.Contains(match.Groups["name"].Value, StringComparer.OrdinalIgnoreCase))
                continue;
            metrics.Add((match.Groups["name"].Value, [.. Label().Matches(match.Groups["labels"].Value).Select(label => label.Groups[1].Value)]));
        }
        return new(metrics, grouping);
    }

    [GeneratedRegex("""("(?:[^"\\]|\\.)*")|('(?:[^'\\]|\\.)*')""")]
    private static partial Regex Text();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\[[^\]]*\]|\boffset\s+\S+?(?=[\s)]|$)")]
    private static partial Regex Window();

    [GeneratedRegex(@"(?<![\w.])(?<name>[a-zA-Z_:][\w:]*)\s*(?:(?<call>\()|\{(?<labels>[^}]*)\})?")]
    private static partial Regex Name();

    [GeneratedRegex("""(\w+)\s*(?:=~|!~|!=|=)\s*""")]
    private static partial Regex Label();
}
