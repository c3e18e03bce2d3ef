using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: the file is found where a person would look for it, and a missing one is named.</summary>
[TestFixture]
internal sealed class ProxyConfigurationFileTests
{
    private string root = null!;

    [SetUp]
    public void CreateDirectories()
    {
        root = Directory.CreateTempSubdirectory("iris-").FullName;
        foreach (var name in new[] { "current", "executable", "repository/Gateway" })
            Directory.CreateDirectory(Path.Combine(root, name));
    }

    [TearDown]
    public void DeleteDirectories() => Directory.Delete(root, recursive: true);

    [TestCase("current/proxy.json executable/proxy.json repository/proxy.json", "current/proxy.json")]
    [TestCase("executable/proxy.json repository/proxy.json", "executable/proxy.json")]
    [TestCase("repository/proxy.json", "repository/proxy.json")]
    [TestCase("proxy.json", "proxy.json")]
    [TestCase("current/proxy.json current/other.json", "current/other.json", "--config", "other.json")]
    [TestCase("current/proxy.json other.json", "other.json", "--config=../other.json")]
    public void Find_LooksInOrder(string files, string expected, params string[] args)
    {
        foreach (var file in files.Split(' '))
            File.WriteAllText(Path.Combine(root, file), "{}");

        Assert.That(Find(args, out var failure)?.Path, Is.EqualTo(Path.Combine(root, expected)));
        Assert.That(failure, Is.Null);
    }

    [Test]
    public void Find_NamedFileMissing_SaysSoAndTakesNoOther()
    {
        File.WriteAllText(Path.Combine(root, "current", "proxy.json"), "{}");
        Assert.That(Find(["--config", "gone.json"], out var failure), Is.Null);
        Assert.That(failure, Is.EqualTo($"--config: there is no file \"gone.json\" (seen from {root}/current)"));
    }

    [Test]
    public void Find_Nothing_SaysWhereItLooked()
    {
        Assert.That(Find([], out var failure), Is.Null);
        Assert.That(failure, Is.EqualTo(
            $"there is no proxy.json in {root}/current, in {root}/executable or above {root}/repository/Gateway; name one with --config PATH"));
    }

    [Test]
    public async Task StartAsync_BadFile_IsTheTextForStandardError()
    {
        var path = Path.Combine(root, "bad.json");
        await File.WriteAllTextAsync(path, """{ "Images": { "Strict": "x" } }""");

        var (configuration, failure) = await ProxyConfiguration.StartAsync(["--config", path], root, Load.Loader());

        Assert.That(configuration, Is.Null);
        Assert.That(failure, Is.EqualTo("bad.json has 1 error:\n  Images.Strict (line 1): \"x\" is neither true nor false"));
    }

    private ProxyConfigurationFile? Find(string[] args, out string? failure) => ProxyConfigurationFile.Find(
        args, Path.Combine(root, "current"), Path.Combine(root, "executable"), Path.Combine(root, "repository", "Gateway"), out failure);
}
