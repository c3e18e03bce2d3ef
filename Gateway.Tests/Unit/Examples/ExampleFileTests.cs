using System.Text.RegularExpressions;
using Iris.Gateway.Configuration;
using Iris.Gateway.Hosting;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Tests.Unit.Examples;

/// <summary>The promise: every file in <c>examples/</c> is a proxy.json that works as it is, and the shipped one passes nothing through.</summary>
internal sealed class ExampleFileTests
{
    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Repository.PathOf("examples"), "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public async Task Load_Example_HasNoError(string name)
    {
        var loaded = await LoadAsync(Path.Combine("examples", name));

        Assert.That(loaded.Errors.Select(error => error.ToString()), Is.Empty);
        Assert.That(loaded.Snapshot!.Routes, Is.Not.Empty);
    }

    [TestCaseSource(nameof(Files))]
    public async Task Schema_AcceptsTheExample(string name)
    {
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Repository.PathOf("proxy.schema.json"));
        var text = Regex.Replace(await File.ReadAllTextAsync(Repository.PathOf(Path.Combine("examples", name))), @"(?m)^\s*//.*$", "");

        Assert.That(schema.Validate(text), Is.Empty);
    }

    [TestCaseSource(nameof(Files))]
    public async Task Readme_NamesTheExample(string name) =>
        Assert.That(await File.ReadAllTextAsync(Repository.PathOf("examples/README.md")), Does.Contain($"`{name}`"));

    [Test]
    public async Task Passthrough_HasARouteForEveryProviderThatDrawsNothing()
    {
        var snapshot = (await LoadAsync("examples/passthrough.json")).Snapshot!;

        Assert.That(PassedThrough(snapshot), Is.EquivalentTo(new[]
        {
            "openai", "anthropic", "cohere", "groq", "cerebras", "perplexity", "parasail", "gemini", "vertex", "bedrock", "azure",
        }));
    }

    [Test]
    public async Task ShippedFile_PassesNothingThrough() => Assert.That(PassedThrough((await LoadAsync("proxy.json")).Snapshot!), Is.Empty);

    private static IEnumerable<string?> PassedThrough(ProxySnapshot snapshot)
    {
        var clusters = snapshot.Clusters.ToDictionary<ClusterConfig, string>(cluster => cluster.ClusterId, StringComparer.OrdinalIgnoreCase);
        return snapshot.Routes.Where(route => RouteKinds.Of(route, clusters[route.ClusterId!]) == RouteKind.PassThrough)
            .Select(route => route.ClusterId);
    }

    // As the gateway itself does, with nothing in the environment.
    private static async Task<LoadedConfiguration> LoadAsync(string name)
    {
        var file = new ProxyConfigurationFile(Repository.PathOf(name));
        return await GatewayApplication.CreateLoader(static _ => { }, static _ => null).LoadAsync(file.Read(out _)!, file.Directory);
    }
}
