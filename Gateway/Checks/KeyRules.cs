using Iris.Gateway.Model;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Checks;

/// <summary>Warns of a door that stands open, of keys that open nothing any more, and of budgets that refuse models without a price.</summary>
internal static class KeyRules
{
    private const int MostModels = 5;

    /// <summary>Checks who may call.</summary>
    public static void Check(ProxySnapshot snapshot, IReadOnlyList<string> addresses, DateTimeOffset now, Findings findings)
    {
        if (snapshot.Images.Access is not { Required: true } && snapshot.ImageClusters.Count > 0 && OpenDoor.Open(addresses) is { Length: > 0 } open)
        {
            findings.Warn("Images:Access", $"no key is asked for, and {string.Join(", ", open)} can be reached from other machines",
                "give clients keys of their own (Gateway keys new NAME), or listen on localhost");
        }
        if (snapshot.Images.Access is not { } access)
            return;
        foreach (var key in access.Keys.Values)
        {
            var at = ConfigurationPath.Combine("Images", "Access", "Keys", key.Name);
            if (key.Expires <= now)
                findings.Warn(ConfigurationPath.Combine(at, "Expires"), $"key \"{key.Name}\" ended on {key.Expires:yyyy-MM-dd HH:mm} UTC: its calls are refused", "give it a later end, or remove it");
            if (key is { HasBudget: true, AllowsUnpriced: false } && Unpriced(snapshot, key) is { Count: > 0 } models)
            {
                findings.Warn(at, $"key \"{key.Name}\" has a budget, and nobody knows what {Join(models)} "
                    + $"{(models.Count == 1 ? "costs" : "cost")}: calls to {(models.Count == 1 ? "it" : "them")} are refused",
                    "give it a price in Images.Prices, or write \"Unpriced\": \"allow\" at the key");
            }
        }
    }

    // The models that the file names; a client may name any other.
    private static SortedSet<string> Unpriced(ProxySnapshot snapshot, ClientKey key)
    {
        var named = snapshot.Images.Models.Values.SelectMany(alias => alias.Fallbacks.Prepend(alias.Target))
            .Concat(key.Models.Patterns.Where(pattern => pattern[0] != '!' && !pattern.Contains('*', StringComparison.Ordinal)))
            .Concat(snapshot.ImageClusters.Values.SelectMany(
                cluster => cluster.Capabilities.Names.Concat(cluster.Destinations.Values.SelectMany(destination => destination.Models.Names))
                    .Select(model => $"{cluster.Id}/{model}")));
        return new(named.Where(name => IsUnpriced(snapshot, key, name)), StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsUnpriced(ProxySnapshot snapshot, ClientKey key, string name)
    {
        if (snapshot.FindModel(name) is not var (cluster, model) || !cluster.Provider.Draws)
            return false;
        var request = new ImageRequest { Model = model, Prompt = "" };
        return key.Models.Allows(cluster.Id, model) && cluster.Destinations.Values.Any(
            destination => destination.Models.Allows(model)
                && CallPrice.Worst(cluster.PriceOf(model, destination), request, cluster.CapabilitiesOf(model, destination)) is null);
    }

    private static string Join(SortedSet<string> models) => models.Count <= MostModels
        ? string.Join(", ", models)
        : $"{string.Join(", ", models.Take(MostModels))} and {models.Count - MostModels} more";
}
