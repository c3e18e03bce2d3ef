using Iris.Gateway.Model;

namespace Iris.Gateway.Checks;

/// <summary>
/// Notes the clusters that cannot be used here. That is about the machine, where a check often runs without the variables of the one that serves.
/// </summary>
internal static class ReadinessRules
{
    /// <summary>Checks every image cluster.</summary>
    public static void Check(ProxySnapshot snapshot, Findings findings)
    {
        foreach (var cluster in snapshot.ImageClusters.Values.OrderBy(cluster => cluster.Id, StringComparer.Ordinal))
        {
            if (cluster.IsUsable)
                continue;
            var reasons = cluster.Destinations.Values.OrderBy(destination => destination.Id, StringComparer.Ordinal)
                .Select(destination => destination.Unusable);
            findings.Note(
                ConfigurationPath.Combine("ReverseProxy", "Clusters", cluster.Id), $"cannot be used here: {string.Join("; ", reasons.Distinct())}",
                "set what is missing where the gateway runs; until then its calls get 400 no_keys");
        }
    }
}
