using System.Text.Json;
using System.Text.Json.Nodes;

namespace Iris.Bench.Load.Contestants;

/// <summary>
/// The shipped proxy.json with its clusters pointed at the mock. Only the concurrency limit is raised, because some loads exceed it.
/// </summary>
internal static class IrisConfiguration
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Where; what its members name relatively lies beside it.</param>
    /// <param name="upstream">The mock's port.</param>
    /// <param name="more">More of the section Images, as JSON; null for nothing.</param>
    public static void Write(string path, int upstream, string? more = null)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Publishing.Repository, "proxy.json")), null, options)!;
        var clusters = file["ReverseProxy"]!["Clusters"]!.AsObject();
        var address = $"http://127.0.0.1:{upstream}";
        SetCluster(clusters, "openai", address + "/v1/");
        SetCluster(clusters, "gemini", address + "/v1beta/");
        SetCluster(clusters, "huggingface", address + "/");
        var images = file["Images"] as JsonObject ?? [];
        file["Images"] = images;
        var resilience = images["Resilience"] as JsonObject ?? [];
        images["Resilience"] = resilience;
        resilience["Concurrency"] = 4096;
        // Some loads upload more than the usual limits allow.
        images["Limits"] = new JsonObject { ["EditBytes"] = 256L << 20, ["SpoolBytes"] = 16L << 30 };
        // The loads' models are on no list; like real ones they have a price by tokens, or by the picture.
        images["Prices"] = new JsonObject { ["openai/*"] = Tokens, ["gemini/*"] = Tokens, ["huggingface/*"] = new JsonObject { ["Picture"] = 0.01 } };
        foreach (var (name, value) in JsonNode.Parse(more ?? "{}")!.AsObject())
            images[name] = value?.DeepClone();
        File.WriteAllText(path, file.ToJsonString());
    }

    private static JsonObject Tokens => new() { ["TextInTokens"] = 5, ["ImageInTokens"] = 8, ["ImageOutTokens"] = 30 };

    private static void SetCluster(JsonObject clusters, string api, string address) => clusters[api] = new JsonObject
    {
        ["Metadata"] = new JsonObject { ["ImageApi"] = api },
        ["Destinations"] = new JsonObject
        {
            ["mock"] = new JsonObject { ["Address"] = address, ["Metadata"] = new JsonObject { ["ApiKey"] = "bench-key" } },
        },
    };
}
