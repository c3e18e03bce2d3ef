using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Json.Schema;

namespace Iris.Gateway.Tests.Promises.Documents;

/// <summary>The OpenAPI document as it stands in the sources, and its schemas.</summary>
internal static class OpenApiWorld
{
    private static readonly Dictionary<string, JsonSchema> Compiled = [];

    /// <summary>The document.</summary>
    public static JsonObject Document { get; } = JsonNode.Parse(File.ReadAllText(Repository.PathOf("Gateway/Documents/openapi.json")))!.AsObject();

    /// <summary>The members of a schema.</summary>
    public static JsonObject MembersOf(string schema) => Document["components"]!["schemas"]![schema]!["properties"]!.AsObject();

    /// <summary>What a schema says against a value; nothing when it fits.</summary>
    public static IReadOnlyList<string> Against(string schema, string json)
    {
        var results = Of(schema).Evaluate(JsonNode.Parse(json), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. results.Details.Where(detail => detail.HasErrors).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))];
    }

    /// <summary>A gateway with the sandbox, and with everything that has paths of its own.</summary>
    public static Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
        new JsonObject
        {
            ["Endpoints"] = new JsonObject { ["Admin"] = new JsonObject { ["Key"] = "sk-admin-0123456789abcdef" } },
            ["State"] = new JsonObject { ["Sqlite"] = "state/iris.db" },
            ["Store"] = new JsonObject { ["Directory"] = "images" },
            ["Jobs"] = new JsonObject { ["Workers"] = 1 },
        }));

    // The schemas refer to each other inside the document; alone they need a root of their own.
    private static JsonSchema Of(string schema)
    {
        lock (Compiled)
        {
            if (Compiled.TryGetValue(schema, out var known))
                return known;
            var all = Document["components"]!["schemas"]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
            return Compiled[schema] = JsonSchema.FromText($$"""{"$id":"https://iris.test/{{schema}}","$ref":"#/$defs/{{schema}}","$defs":{{all}}}""");
        }
    }
}
