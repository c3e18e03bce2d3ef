using System.Text.RegularExpressions;
using System.Xml.Linq;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: the image is built from what the repository has, carries its version, and runs as nobody. What it does then, .ci/container proves with
/// the native program.
/// </summary>
internal sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("deploy/Dockerfile"));

    [Test]
    public void Copies_OfTheBuild_AreThereAndNotIgnored()
    {
        var allowed = File.ReadAllLines(Repository.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        var sources = Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).ToArray();

        Assert.That(sources, Is.Not.Empty);
        Assert.That(sources.Where(source => !Path.Exists(Repository.PathOf(source))), Is.Empty);
        Assert.That(sources.Select(source => source.Split('/')[0]).Distinct(), Is.EquivalentTo(allowed), "no more and no less is sent to the build");
    }

    [Test]
    public void Image_VersionUserAndBase_AreAsPromised()
    {
        var last = Lines.Skip(Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))).ToArray();
        var version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
        var framework = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("TargetFramework").Single().Value["net".Length..];

        Assert.Multiple(() =>
        {
            Assert.That(last[0], Does.Match($"runtime-deps:{framework}-[a-z]+-chiseled$"), "no shell");
            Assert.That(last, Has.Member($"ARG VERSION={version}"));
            Assert.That(last.Where(line => line.StartsWith("USER ", StringComparison.Ordinal)).Single(), Does.Match("^USER [1-9][0-9]+:[1-9][0-9]+$"), "Kubernetes knows a number only to be no root");
            Assert.That(last.Where(line => line.StartsWith("RUN ", StringComparison.Ordinal)), Is.Empty, "nothing can run where there is no shell");
            Assert.That(Label().Matches(string.Join('\n', last)).Select(match => match.Groups[1].Value),
                Is.SupersetOf(new[] { "title", "description", "licenses", "version", "revision" }));
        });
    }

    [GeneratedRegex(@"org\.opencontainers\.image\.(\w+)=")]
    private static partial Regex Label();
}
