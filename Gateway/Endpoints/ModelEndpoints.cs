using System.Text.Json;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;

namespace Iris.Gateway.Endpoints;

/// <summary><c>GET /v1/models</c> and <c>/openai/v1/models</c>: the models that clients can use now, in OpenAI's list form.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder endpoints, string prefix)
    {
        endpoints.MapGet($"{prefix}/v1/models", WriteAsync);
        endpoints.MapGet($"{prefix}/openai/v1/models", WriteAsync);
    }

    private static async Task WriteAsync(HttpContext context)
    {
        var snapshot = context.RequestServices.GetRequiredService<ProxyConfigurationProvider>().Current;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list");
        writer.WriteStartArray("data"u8);
        foreach (var (id, owner) in List(snapshot))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteString("object"u8, "model");
            writer.WriteNumber("created"u8, 0);
            writer.WriteString("owned_by"u8, owner);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    /// <summary>
    /// Lists aliases first, then each usable cluster's models: those that its destinations name, else those that its codec knows.
    /// </summary>
    internal static IEnumerable<(string Id, string Owner)> List(ProxySnapshot snapshot)
    {
        var listed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, alias) in snapshot.Images.Models.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var cluster = alias.Target[..alias.Target.IndexOf('/', StringComparison.Ordinal)];
            if (snapshot.ImageClusters.TryGetValue(cluster, out var target) && target.IsUsable && Draws(target) && listed.Add(name))
                yield return (name, target.Id);
        }
        foreach (var cluster in snapshot.ImageClusters.Values.Where(Draws).OrderBy(cluster => cluster.Id, StringComparer.Ordinal))
        {
            foreach (var model in ModelsOf(cluster))
            {
                var id = $"{cluster.Id}/{model}";
                if (listed.Add(id))
                    yield return (id, cluster.Id);
            }
        }
    }

    private static bool Draws(ImageCluster cluster) => cluster.Provider.Draws;

    private static IEnumerable<string> ModelsOf(ImageCluster cluster)
    {
        var known = cluster.Provider.KnownModels;
        foreach (var destination in cluster.Destinations.Values.OrderBy(destination => destination.Id, StringComparer.Ordinal))
        {
            if (destination.Unusable is not null)
                continue;
            foreach (var name in destination.Models.Names)
                yield return name;
            foreach (var model in known)
            {
                if (destination.Models.Allows(model))
                    yield return model;
            }
        }
    }
}
