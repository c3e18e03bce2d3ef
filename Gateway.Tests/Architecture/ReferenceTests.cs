using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: what a comment cites is in the repository: the page, and the section or heading of it.</summary>
public sealed partial class ReferenceTests
{
    [Test]
    public void Comments_EveryCitationOfAPage_Resolves() => Assert.That(Citations().Select(Problem).OfType<string>(), Is.Empty);

    [Test]
    public void Comments_CitationsOfPages_AreFound() => Assert.That(Citations().Count(), Is.GreaterThan(80), "the pattern finds what the comments cite");

    [Test]
    public void Comments_PagesOutsideTheRepository_AreNotCited() =>
        Assert.That(
            Lines().Where(line => Elsewhere().IsMatch(line.Text)).Select(line => $"{line.File}:{line.Number}: {line.Text.Trim()}"), Is.Empty);

    private static IEnumerable<(string File, int Number, string Text)> Lines()
    {
        var root = Repository.PathOf("");
        return ((string[])["Gateway", "Transforms", "Sandbox", "Gateway.Tests", "bench"])
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).Select((text, index) => (Path.GetRelativePath(root, path), index + 1, text)))
            .Where(line => line.text.Contains("//", StringComparison.Ordinal) && !line.Item1.StartsWith("Gateway.Tests/Architecture/", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Place, Match Citation)> Citations() =>
        Lines().SelectMany(line => Citation().Matches(line.Text).Select(match => ($"{line.File}:{line.Number}", match)));

    private static string? Problem((string Place, Match Citation) cited)
    {
        var page = Repository.PathOf(cited.Citation.Groups["page"].Value);
        if (!File.Exists(page))
            return $"{cited.Place}: no page {cited.Citation.Groups["page"].Value}";
        var headings = File.ReadLines(page).Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()).ToArray();
        var section = cited.Citation.Groups["section"].Value.TrimEnd('.');
        if (section.Length > 0 && !headings.Any(
            heading => heading.StartsWith(section + ".", StringComparison.Ordinal) || heading.StartsWith(section + " ", StringComparison.Ordinal)))
            return $"{cited.Place}: {cited.Citation.Value}: no such section";
        var heading = cited.Citation.Groups["heading"].Value;
        return heading.Length > 0 && !headings.Contains(heading) ? $"{cited.Place}: {cited.Citation.Value}: no such heading" : null;
    }

    [GeneratedRegex("""(?<page>docs/[\w/-]+\.md)(?:, (?:section |sections |appendix )(?<section>[A-Z]?\.?[\d.]+)|, "(?<heading>[^"]+)")?""")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\b(providers-native|providers-openai-like|bifrost-contract|models-and-prices|user-demands|seed-create-image)\b|(?<!docs/)\bcontract, (section|appendix)")]
    private static partial Regex Elsewhere();
}
