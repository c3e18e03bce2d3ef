using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: a link of a page leads to a file that is there, and to a heading that is in it.</summary>
public sealed partial class LinkTests
{
    private static readonly string Root = Path.GetDirectoryName(Repository.PathOf("README.md"))!;

    [Test]
    public void Links_OfAllPages_LeadSomewhere() => Assert.That(Pages().SelectMany(Broken), Is.Empty);

    private static IEnumerable<string> Pages() => new[] { "docs", "examples", "bench", "deploy", "Gateway.Tests/Fixtures" }
        .Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)).Concat(Directory.EnumerateFiles(Root, "*.md"));

    private static IEnumerable<string> Broken(string page)
    {
        foreach (Match link in Link().Matches(Code().Replace(File.ReadAllText(page), "")))
        {
            var target = link.Groups["path"].Value;
            if (target.Contains(':', StringComparison.Ordinal))
                continue;
            var file = target.Length == 0 ? page : Path.GetFullPath(target, Path.GetDirectoryName(page)!);
            var anchor = link.Groups["anchor"].Value;
            if (!Path.Exists(file))
                yield return $"{Path.GetRelativePath(Root, page)}: {target} is not there";
            else if (anchor.Length > 0 && !Headings(file).Contains(anchor))
                yield return $"{Path.GetRelativePath(Root, page)}: {target}#{anchor} is no heading";
        }
    }

    private static IEnumerable<string> Headings(string page) => File.ReadLines(page).Where(line => line.StartsWith('#'))
        .Select(line => Dropped().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(?:\#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    // As GitHub makes anchors: letters, digits, spaces, hyphens and underscores stay.
    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Dropped();
}
