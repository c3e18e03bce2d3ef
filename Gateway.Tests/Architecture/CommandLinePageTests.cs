using System.CommandLine;
using System.Text.RegularExpressions;
using Iris.Gateway.Commands;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: docs/command-line.md has every command and every option of the program, and no other; and so has its help.</summary>
public sealed partial class CommandLinePageTests
{
    private static readonly Dictionary<string, string[]> Page = Read(File.ReadAllText(Repository.PathOf("docs/command-line.md")));

    [Test]
    public void Commands_OfTheProgram_AreThoseOfThePage() =>
        Assert.That(Page.Keys, Is.EquivalentTo(Commands().Select(command => command.Name)));

    [Test]
    public void Options_OfEveryCommand_AreThoseOfThePage()
    {
        foreach (var (name, command) in Commands().Where(command => command.Name != "serve"))
        {
            Assert.That(
                Page[name], Is.EquivalentTo(command.Options.Where(option => !option.Hidden && option.Name != "--help").Select(option => option.Name)), name);
        }
    }

    [Test]
    public void Words_ThatBeginACommand_AreThoseOfTheTable() =>
        Assert.That(Verbs.Names.Append("serve"), Is.EquivalentTo(Root().Subcommands.Select(command => command.Name)));

    [Test]
    public void Help_OfTheProgram_NamesEveryCommand() => Assert.Multiple(() =>
    {
        foreach (var (name, _) in Commands())
            Assert.That(CommandLineHelp.Text, Does.Contain(name));
    });

    private static IEnumerable<(string Name, Command Command)> Commands() => Root().Subcommands.SelectMany(
        command => command.Subcommands.Count == 0 ? [(command.Name, command)] : command.Subcommands.Select(inner => ($"{command.Name} {inner.Name}", inner)));

    private static RootCommand Root() => Verbs.Create(new Terminal(TextWriter.Null, TextWriter.Null));

    private static Dictionary<string, string[]> Read(string page) => Section().Matches(page).ToDictionary(
        section => section.Groups["name"].Value,
        section => Option().Matches(section.Groups["text"].Value).Select(option => option.Groups["name"].Value).ToArray());

    [GeneratedRegex("^## `Gateway (?<name>[^`]+)`$(?<text>.*?)(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex("^\\| `(?<name>--[a-z-]+)[^|]*\\|", RegexOptions.Multiline)]
    private static partial Regex Option();
}
