using System.Text.Json.Nodes;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Writes small proxy.json files: the shipped image routes and the clusters of a test.</summary>
internal static class ProxyJson
{
    /// <summary>An image cluster with one destination and a literal key.</summary>
    public static JsonObject Cluster(string imageApi, string address, string? key = "test-key-123456", params (string Name, string Value)[] metadata)
    {
        var values = new JsonObject();
        if (key is not null)
            values["ApiKey"] = key;
        foreach (var (name, value) in metadata)
            values[name] = value;
        return new JsonObject
        {
            ["Metadata"] = new JsonObject { ["ImageApi"] = imageApi },
            ["Destinations"] = new JsonObject { ["main"] = new JsonObject { ["Address"] = address, ["Metadata"] = values } },
        };
    }

    /// <summary>The sandbox cluster.</summary>
    public static JsonObject Sandbox() => Cluster("sandbox", "http://sandbox/", key: null);

    /// <summary>A whole file: unified, OpenAI and (with a cluster named azure) Azure routes, the given clusters, the given Images section.</summary>
    public static string Create(JsonObject clusters, JsonObject? images = null, JsonObject? routes = null)
    {
        const string Operation = "{operation:regex(^(generations|edits|variations)$)}";
        const string Deployment = "{**rest:regex(.+/images/(generations|edits|variations)$)}";
        var all = new JsonObject { ["unified"] = Route(null, $"/v1/images/{Operation}", "unified") };
        var first = clusters.ContainsKey("openai") ? "openai" : clusters.First().Key;
        all["openai-v1"] = Route(first, $"/openai/v1/images/{Operation}", "openai");
        all["openai"] = Route(first, $"/openai/images/{Operation}", "openai");
        if (clusters.ContainsKey("azure"))
        {
            all["azure"] = Route("azure", $"/openai/openai/deployments/{Deployment}", "azure");
            all["azure-undoubled"] = Route("azure", $"/openai/deployments/{Deployment}", "azure");
        }
        foreach (var (name, route) in routes ?? [])
            all[name] = route!.DeepClone();
        var file = new JsonObject { ["ReverseProxy"] = new JsonObject { ["Routes"] = all, ["Clusters"] = clusters.DeepClone() } };
        if (images is not null)
            file["Images"] = images.DeepClone();
        return file.ToJsonString();
    }

    private static JsonObject Route(string? cluster, string path, string ingress)
    {
        var route = new JsonObject
        {
            ["Match"] = new JsonObject { ["Path"] = path, ["Methods"] = new JsonArray("POST") },
            ["Metadata"] = new JsonObject { ["ImageIngress"] = ingress },
        };
        if (cluster is not null)
            route["ClusterId"] = cluster;
        return route;
    }
}
