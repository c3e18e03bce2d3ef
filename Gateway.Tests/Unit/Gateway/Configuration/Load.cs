using System.Text;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>Loads configurations with an environment and a command line of the test's own.</summary>
internal static class Load
{
    /// <summary>A file in which nothing is wrong: one image cluster, one image route.</summary>
    public const string Good = """
        {
          "ReverseProxy": {
            "Routes": {
              "images": { "Match": { "Path": "/v1/images/{operation}", "Methods": [ "POST" ] }, "Metadata": { "ImageIngress": "unified" } }
            },
            "Clusters": {
              "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } }
            }
          }
        }
        """;

    /// <summary>The loader; <paramref name="without"/> names providers that its catalog shall not hold.</summary>
    public static ProxyConfigurationLoader Loader(
        Dictionary<string, string?>? overrides = null, Dictionary<string, string>? environment = null, string[]? args = null,
        string[]? without = null) => new(
            new ProviderCatalog(ProviderCatalog.All.Providers.ExceptBy(without ?? [], provider => provider.Name)),
            proxy => proxy.Services.AddSingleton<ILoadBalancingPolicy, WeightedRandomStub>(),
            builder => builder.AddInMemoryCollection(overrides ?? []).AddCommandLine(args ?? []),
            name => environment?.GetValueOrDefault(name));

    public static Task<LoadedConfiguration> Json(
        string json, Dictionary<string, string?>? overrides = null, Dictionary<string, string>? environment = null, string? directory = null,
        string[]? args = null) =>
        Loader(overrides, environment, args).LoadAsync(Encoding.UTF8.GetBytes(json), directory ?? Path.GetTempPath());

    public static async Task<ProxySnapshot> Snapshot(
        string json, Dictionary<string, string?>? overrides = null, Dictionary<string, string>? environment = null, string? directory = null,
        string[]? args = null)
    {
        var loaded = await Json(json, overrides, environment, directory, args);
        Assert.That(loaded.Errors, Is.Empty);
        return loaded.Snapshot!;
    }

    /// <summary>The good file with a section <c>Images</c>.</summary>
    public static string WithImages(string images) => Good.TrimEnd()[..^1] + ", \"Images\": " + images + " }";

    /// <summary>A file with these clusters and one route of a cluster of its own beside them.</summary>
    public static string WithClusters(string clusters) => $$"""{ "ReverseProxy": { "Routes": {}, "Clusters": { {{clusters}} } } }""";

    /// <summary>A file with these routes, and with the clusters <c>sandbox</c> (images) and <c>app</c>.</summary>
    public static string WithRoutes(string routes) => $$"""
        { "ReverseProxy": {
            "Routes": { {{routes}} },
            "Clusters": {
              "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } },
              "app": { "Destinations": { "main": { "Address": "http://localhost:3000" } } }
            } } }
        """;

    /// <summary>Stands for the application's own policy, which validation must find by its name.</summary>
    internal sealed class WeightedRandomStub : ILoadBalancingPolicy
    {
        public string Name => "WeightedRandom";

        public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
            availableDestinations.Count > 0 ? availableDestinations[0] : null;
    }
}
