using System.Text.Json.Nodes;
using Iris.Gateway.Checks;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Promises.Endpoints;

/// <summary>The promise: the file's check knows every endpoint of the gateway's own that a route could swallow.</summary>
internal sealed class OwnEndpointTests
{
    [TestCase("""{ "Endpoints": { "Prefix": "/iris" } }""")]
    [TestCase("""
        { "State": { "Sqlite": "state/iris.db" }, "Store": { "Directory": "pictures" }, "Endpoints": { "Admin": { "Key": "sk-admin-0123456789abcdef" } } }
        """)]
    public async Task Endpoints_ThatAreMapped_AreKnownToTheCheck(string images)
    {
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, JsonNode.Parse(images)!.AsObject()));
        var mapped = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is null).Select(endpoint => Kind("/" + endpoint.RoutePattern.RawText!.TrimStart('/')));
        var known = RouteRules.OwnEndpoints(gateway.Services.GetRequiredService<ProxyConfigurationProvider>().Current.Images).Select(Kind);

        Assert.That(known.Distinct(), Is.EquivalentTo(mapped.Distinct()));

        // What stands below a path goes with it.
        static string Kind(string path) => path.Replace("/iris", "", StringComparison.Ordinal).Split('/') switch
        {
            [_, "health", ..] => "/health",
            [_, "api", var kind, ..] => $"/api/{kind}",
            [.. var root, "models", _] => string.Join('/', [.. root, "models"]),
            var parts => string.Join('/', parts),
        };
    }
}
