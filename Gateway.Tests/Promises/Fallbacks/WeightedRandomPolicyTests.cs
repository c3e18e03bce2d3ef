using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Yarp;
using Iris.Transforms.Dialects.OpenAI;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Promises.Fallbacks;

/// <summary>The draw follows the weights.</summary>
internal sealed class WeightedRandomPolicyTests
{
    private const int Draws = 20_000;

    [TestCase("1,1", new[] { 0.5, 0.5 })]
    [TestCase("3,1", new[] { 0.75, 0.25 })]
    [TestCase("1,2,5", new[] { 0.125, 0.25, 0.625 })]
    [TestCase("0,1", new[] { 0.0, 1.0 })]
    [TestCase("0,0", new[] { 0.5, 0.5 })]
    [TestCase("1000000,1000000,0", new[] { 0.5, 0.5, 0.0 })]
    public async Task PickDestination_ManyTimes_FollowsTheWeights(string weights, double[] shares)
    {
        var names = weights.Split(',').Select((_, i) => "d" + i).ToArray();
        var cluster = TestGateway.Cluster([.. names.Select(name => (name, "http://127.0.0.1:1/"))]);
        foreach (var (name, weight) in names.Zip(weights.Split(',')))
            cluster["Destinations"]![name]!["Metadata"]!["Weight"] = weight;
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { ["openai"] = cluster });
        var configuration = gateway.Services.GetRequiredService<ProxyConfigurationProvider>();
        gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("openai", out var state);
        var target = new ImageTarget(configuration.Current.ImageClusters["openai"], "m", "m");
        var call = new ImageCall { Snapshot = configuration.Current, Dialect = OpenAIDialect.OpenAI, RequestId = "id", Started = 0 };
        var context = new DefaultHttpContext();
        call.Serve(new ImageAttempt(call, target, 0, 0, default));
        context.Features.Set(call);
        var sut = new WeightedRandomPolicy(new Random(42));
        IReadOnlyList<DestinationState> available = state!.DestinationsState.AvailableDestinations;

        var counts = names.ToDictionary(name => name, _ => 0);
        for (var i = 0; i < Draws; i++)
            counts[sut.PickDestination(context, state, available)!.DestinationId]++;

        foreach (var (name, share) in names.Zip(shares))
            Assert.That(counts[name] / (double)Draws, Is.EqualTo(share).Within(share is 0 or 1 ? 0 : 0.02), name);
    }

    [Test]
    public void PickDestination_NothingAvailable_GivesNull() =>
        Assert.That(new WeightedRandomPolicy(new Random(1)).PickDestination(new DefaultHttpContext(), null!, []), Is.Null);
}
