using System.Reflection;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: fixtures run beside each other, and what looks at the whole process, or changes it, runs alone.</summary>
public sealed class ParallelTests
{
    // A test that runs alone counts memory, hears every gateway's spans and measurements, takes a free port by its number, or changes what all share.
    private static readonly string[] Alone =
    [
        "GC.", "Allocations.Least(", "SpanRecording(", "MetricRecording(", "ActivityListener", "MeterListener", "Async(\"/metrics\")",
        "ExportedMetrics.", ".CountedAsync(\"join\"", "FreePort(", "SetEnvironmentVariable(", "SetCurrentDirectory(", "CurrentDirectory =", "Console.Set",
    ];

    [Test]
    public void Fixture_ThatLooksAtTheProcess_RunsAlone()
    {
        var root = Repository.PathOf("Gateway.Tests");
        var beside = Directory.EnumerateFiles(root, "*Tests*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "ParallelTests.cs" && !path.Contains("/obj/", StringComparison.Ordinal))
            .Select(path => (Name: Path.GetRelativePath(root, path), Text: File.ReadAllText(path)))
            .Where(file => Array.Exists(Alone, what => file.Text.Contains(what, StringComparison.Ordinal)))
            .Where(file => !file.Text.Contains("[NonParallelizable]", StringComparison.Ordinal));
        Assert.That(beside.Select(file => file.Name), Is.Empty, "they need [NonParallelizable] and its reason");
    }

    // NUnit overlooks it at a method with cases.
    [Test]
    public void NonParallelizable_StandsAtAFixtureOrAPlainTest() =>
        Assert.That(
            typeof(ParallelTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
                .Where(method => method.IsDefined(typeof(NonParallelizableAttribute)))
                .Where(method => !method.IsDefined(typeof(TestAttribute)) || method.GetParameters().Length > 0)
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"),
            Is.Empty);
}
