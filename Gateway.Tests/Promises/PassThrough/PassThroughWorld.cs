using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>A gateway with pass-through routes: <c>/{cluster}/{**rest}</c>, the prefix removed, for each cluster.</summary>
internal static class PassThroughWorld
{
    /// <summary>An answer of a chat API.</summary>
    public const string Answer = """{"id":"chat-1","choices":[{"message":{"role":"assistant","content":"hello"}}]}""";

    /// <summary>A script that gives it.</summary>
    public static Task AnswerAsync(RawConnection connection) => connection.SendAsync(RawAnswer.Whole(200, Answer));

    /// <summary>Starts it.</summary>
    public static Task<GatewayHost> StartAsync(JsonObject clusters, Action<WebApplicationBuilder>? configure = null, JsonNode? transforms = null) =>
        GatewayHost.StartAsync(File(clusters, transforms), configure: configure);

    /// <summary>Starts it with one cluster, <c>openai</c>.</summary>
    public static Task<GatewayHost> StartAsync(RawProvider provider, string api = "openai") =>
        StartAsync(new JsonObject { [api] = ProxyJson.Cluster(api, provider.Address) });

    /// <summary>The file; image routes stand beside the others.</summary>
    public static string File(JsonObject clusters, JsonNode? transforms = null, JsonObject? images = null)
    {
        var routes = new JsonObject();
        foreach (var (id, _) in clusters)
        {
            var steps = new JsonArray(new JsonObject { ["PathRemovePrefix"] = "/" + id });
            foreach (var step in transforms?.AsArray() ?? [])
                steps.Add(step!.DeepClone());
            routes["pass-" + id] = new JsonObject
            {
                ["ClusterId"] = id,
                ["Match"] = new JsonObject { ["Path"] = $"/{id}/{{**rest}}" },
                ["Transforms"] = steps,
            };
        }
        return ProxyJson.Create(clusters, images ?? TestGateway.Calm, routes);
    }

    /// <summary>A request with a JSON body.</summary>
    public static HttpRequestMessage Post(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = TestGateway.Content("""{"model":"m","messages":[]}""") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
