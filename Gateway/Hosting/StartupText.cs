using System.Globalization;
using System.Text;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Hosting;

/// <summary>
/// The text of the start-up report: where the gateway listens, which providers can draw and why others cannot, and an example call.
/// </summary>
internal static class StartupText
{
    // The longest list of reasons that is written in full, in characters.
    private const int MostReasons = 80;

    /// <summary>Writes the report.</summary>
    /// <param name="snapshot">The current configuration.</param>
    /// <param name="addresses">The server's addresses.</param>
    /// <param name="catalog">The known providers.</param>
    public static string Of(ProxySnapshot snapshot, IReadOnlyCollection<string> addresses, ProviderCatalog catalog)
    {
        var reachable = addresses.Select(Reachable).ToArray();
        var metrics = snapshot.Images.MetricsPort is { } port ? $":{port}" : null;
        var open = reachable.Where(address => metrics is null || !address.EndsWith(metrics, StringComparison.Ordinal)).ToArray();

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Iris listens on {(open.Length > 0 ? string.Join(", ", open) : "no address")}");
        var clusters = snapshot.ImageClusters.Values
            .OrderBy(cluster => !cluster.Provider.Draws).ThenBy(cluster => !cluster.IsUsable).ThenBy(cluster => cluster.Id, StringComparer.Ordinal);
        WriteProviders(text, [.. clusters], catalog);
        WriteCall(text, snapshot, open.FirstOrDefault());
        return text.ToString();
    }

    private static void WriteProviders(StringBuilder text, ImageCluster[] clusters, ProviderCatalog catalog)
    {
        if (clusters.Length == 0)
        {
            // Suggests the provider inside the gateway, which needs no other setting.
            text.Append("\n\nNo image provider is configured: give a cluster \"Metadata\": { \"ImageApi\": \"")
                .Append((catalog.Providers.FirstOrDefault(provider => provider.RunsInside) ?? catalog.Providers[0]).Name).Append("\" } in proxy.json.");
            return;
        }
        string[][] rows = [["provider", "ready", ""], .. clusters.Select(Row)];
        var widths = Enumerable.Range(0, 2).Select(column => rows.Max(row => row[column].Length)).ToArray();
        text.Append('\n');
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell));
            text.Append("\n  ").Append(line.TrimEnd());
        }
    }

    private static string[] Row(ImageCluster cluster)
    {
        var unusable = cluster.Destinations.Values.Where(destination => destination.Unusable is not null)
            .OrderBy(destination => destination.Id, StringComparer.Ordinal).ToArray();
        var isOne = cluster.Destinations.Count == 1;
        return
        [
            // Most clusters have the same name as their API.
            cluster.Id.Equals(cluster.ImageApi, StringComparison.OrdinalIgnoreCase) ? cluster.Id : $"{cluster.Id} ({cluster.ImageApi})",
            unusable.Length == 0 ? "yes" : cluster.IsUsable ? $"{cluster.Destinations.Count - unusable.Length} of {cluster.Destinations.Count}" : "no",
            string.Join("; ", [.. cluster.Provider.Draws ? Array.Empty<string>() : ["draws nothing, for routes that pass through"], .. Reasons(unusable, isOne)]),
        ];
    }

    // Where a row would not fit into a terminal, the names of the missing variables stand alone.
    private static string[] Reasons(ImageDestination[] unusable, bool isOne)
    {
        var whole = Array.ConvertAll(unusable, destination => isOne ? Reason(destination) : $"{destination.Id}: {Reason(destination)}");
        return isOne || whole.Sum(reason => reason.Length + 2) <= MostReasons
            ? whole
            : Array.ConvertAll(unusable, destination =>
                $"{destination.Id}: {(destination.MissingVariables.Count > 0 ? string.Join(", ", destination.MissingVariables) : Reason(destination))}");
    }

    // In a table of twenty rows the variable's name is enough.
    private static string Reason(ImageDestination destination)
    {
        var reason = destination.Unusable!;
        foreach (var beginning in (ReadOnlySpan<string>)[SecretValues.VariableMissing, SecretValues.VariablesMissing])
        {
            if (reason.StartsWith(beginning, StringComparison.Ordinal))
                return reason[beginning.Length..];
        }
        return reason;
    }

    private static void WriteCall(StringBuilder text, ProxySnapshot snapshot, string? address)
    {
        if (address is null || FirstModel(snapshot) is not var (cluster, model))
            return;
        var path = snapshot.Routes.Any(IsUnified) ? "/v1/images/generations" : $"/providers/{cluster}/v1/images/generations";
        text.Append("\n\nA first picture, into fox.png:\n  curl -s ").Append(address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "-k " : "")
            .Append(ForCurl(address)).Append(path).Append(snapshot.Images.Access is null ? "" : " -H \"Authorization: Bearer $KEY\"")
            .Append(" -H 'content-type: application/json' -d '{\"model\":\"").Append(cluster).Append('/').Append(model)
            .Append("\",\"prompt\":\"a red fox in the snow\",\"response_format\":\"b64_json\"}'")
            .Append(" | grep -o '\"b64_json\":\"[^\"]*' | cut -d'\"' -f4 | base64 -d > fox.png");
    }

    // Prefers the provider inside the gateway, because its calls cost nothing.
    private static (string Cluster, string Model)? FirstModel(ProxySnapshot snapshot)
    {
        var usable = snapshot.ImageClusters.Values.Where(cluster => cluster.IsUsable)
            .OrderBy(cluster => !cluster.Provider.RunsInside).ThenBy(cluster => cluster.Id, StringComparer.Ordinal);
        foreach (var cluster in usable)
        {
            foreach (var model in cluster.Provider.KnownModels)
            {
                if (cluster.Destinations.Values.Any(destination => destination.Unusable is null && destination.Models.Allows(model)))
                    return (cluster.Id, model);
            }
        }
        return null;
    }

    private static bool IsUnified(RouteConfig route) =>
        route.Metadata?.GetValueOrDefault(ImageRoutes.IngressMetadata) == "unified"
        && route.Match.Path?.StartsWith("/v1/images/{", StringComparison.OrdinalIgnoreCase) == true;

    // http://unix:/run/iris.sock is the server's way to write it; a client needs a socket and a host.
    private static string ForCurl(string address) => ServerAddress.SocketOf(address) is { } path
        ? $"--unix-socket '{path.Replace("'", "'\\''", StringComparison.Ordinal)}' {ServerAddress.Reachable(address)}"
        : address;

    // A socket is shown as it is written.
    private static string Reachable(string address) => ServerAddress.SocketOf(address) is null ? ServerAddress.Reachable(address) : address;
}
