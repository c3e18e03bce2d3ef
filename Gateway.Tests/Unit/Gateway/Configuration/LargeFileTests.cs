using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: the cost of a file grows with its length and no faster, whether it is right or wrong.</summary>
internal sealed class LargeFileTests
{
    [Test]
    public void GetChildKeys_OfASection_LooksThroughNoValues()
    {
        var values = new Dictionary<string, string?> { ["A:B:C"] = "1", ["A:B:10"] = "2", ["A:B:9"] = "3", ["a:X"] = "4", ["D"] = "5" };
        var sut = new OutlineProvider(values);
        values.Clear();

        Assert.Multiple(() =>
        {
            Assert.That(sut.GetChildKeys([], "A:B"), Is.EqualTo(new[] { "9", "10", "C" }), "in .NET's order");
            Assert.That(sut.GetChildKeys([], "a:b"), Is.SameAs(sut.GetChildKeys([], "A:B")), "looked up, not collected");
            Assert.That(sut.GetChildKeys([], "A"), Is.EqualTo(new[] { "B", "X" }));
            Assert.That(sut.GetChildKeys([], null), Is.EqualTo(new[] { "A", "D" }));
            Assert.That(sut.GetChildKeys(["Z", "B"], "A"), Is.EqualTo(new[] { "B", "B", "X", "Z" }), "the other sources' keys are kept");
            Assert.That(sut.GetChildKeys([], "A:B:C"), Is.Empty);
            Assert.That(sut.GetChildKeys([], "nowhere"), Is.Empty);
        });
    }

    [Test]
    public void GetChildren_BelowAnOverridingSource_AreThoseOfBoth()
    {
        var root = new ConfigurationBuilder().Add(new OutlineProvider(new() { ["A:B"] = "1", ["A:C"] = "2" }))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["A:C"] = "3", ["A:D"] = "4" }).Build();

        Assert.That(root.GetSection("A").GetChildren().Select(child => $"{child.Key}={child.Value}"), Is.EqualTo(new[] { "B=1", "C=3", "D=4" }));
    }

    // It measures allocations, which grow while others empty the shared pool of buffers.
    [NonParallelizable]
    [Test]
    public void LoadAsync_FourTimesTheRoutes_CostsFourTimes()
    {
        AllocatedBy(FileOf(50), isGood: true);
        var small = AllocatedBy(FileOf(250), isGood: true);
        var large = AllocatedBy(FileOf(1000), isGood: true);

        Assert.That(large, Is.LessThan(small * 5));
    }

    // It measures allocations, which grow while others empty the shared pool of buffers.
    [NonParallelizable]
    [Test]
    public void LoadAsync_OneOfManyRoutesIsWrong_CostsAFewTimesAGoodFile()
    {
        AllocatedBy(FileOf(50), isGood: true);
        var wrong = FileOf(1000);
        wrong["ReverseProxy"]!["Routes"]!["r700"]!["Order"] = "first";

        Assert.That(AllocatedBy(wrong, isGood: false), Is.LessThan(AllocatedBy(FileOf(1000), isGood: true) * 6));
    }

    private static long AllocatedBy(JsonObject file, bool isGood)
    {
        var content = Encoding.UTF8.GetBytes(file.ToJsonString());
        var loader = Load.Loader();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var loading = loader.LoadAsync(content, "/");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(loading.IsCompletedSuccessfully, "all of it has run on this thread");
        Assert.That(loading.Result.Errors, isGood ? Is.Empty : Has.Count.EqualTo(1));
        return allocated;
    }

    private static JsonObject FileOf(int routes)
    {
        var clusters = new JsonObject();
        for (var i = 0; i < routes / 10; i++)
            clusters[$"c{i}"] = JsonNode.Parse($$"""{ "Destinations": { "main": { "Address": "http://127.0.0.1:{{i + 1}}/" } } }""");
        var all = new JsonObject();
        for (var i = 0; i < routes; i++)
        {
            all[$"r{i}"] = JsonNode.Parse(
                $$"""{ "ClusterId": "c{{i / 10}}", "Match": { "Path": "/r{{i}}/{**rest}", "Methods": [ "GET" ] }, "Transforms": [ { "PathRemovePrefix": "/r{{i}}" } ] }""");
        }
        return new JsonObject { ["ReverseProxy"] = new JsonObject { ["Routes"] = all, ["Clusters"] = clusters } };
    }
}
