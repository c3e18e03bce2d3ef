using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: a line of source fits on a screen. A text (a string literal) does not count, because nobody breaks a message or a document in two;
/// and no page keeps the marks of a merge.
/// </summary>
public sealed partial class LineTests
{
    // Lines are wrapped at 150; what lies between is forgiven.
    private const int Most = 160;
    private const string RawText = "\"\"\"";

    private static readonly string[] Folders = ["Transforms", "Gateway", "Sandbox", "Gateway.Tests", "bench"];

    [Test]
    public void Lines_OfSources_AreAtMost160CharactersBesideTheirTexts() =>
        Assert.That(
            Files("*.cs").SelectMany(file => Lines(file).Where(line => Text().Replace(line.Text, "").Length > Most)
                .Select(line => $"{file}:{line.Number} has {Text().Replace(line.Text, "").Length} characters")),
            Is.Empty);

    [Test]
    public void Files_MarksOfAMerge_AreNotLeft() => Assert.That(
        Files("*.cs").Concat(Files("*.md")).Where(file => File.ReadLines(Repository.PathOf(file)).Any(line => MergeMark().IsMatch(line))), Is.Empty);

    private static IEnumerable<string> Files(string pattern)
    {
        var root = Repository.PathOf("");
        return Folders.Append("docs").SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), pattern, SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root, pattern)).Select(path => Path.GetRelativePath(root, path))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
    }

    // Without the lines of a text that goes over several.
    private static IEnumerable<(int Number, string Text)> Lines(string file)
    {
        var isInText = false;
        var number = 0;
        foreach (var line in File.ReadLines(Repository.PathOf(file)))
        {
            number++;
            var wasInText = isInText;
            isInText ^= line.Split(RawText).Length % 2 == 0;
            if (!wasInText && !isInText)
                yield return (number, line);
        }
    }

    [GeneratedRegex("\"\"\"+.*?\"\"\"+|\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Text();

    [GeneratedRegex("^(<<<<<<<|>>>>>>>|=======$)")]
    private static partial Regex MergeMark();
}
