using System.Globalization;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Checks;

/// <summary>Warns of aliases that lead to models which have ended, which nobody serves, or whose fallbacks do less than the model that is meant.</summary>
internal static class AliasRules
{
    // An end that is further away than that is nobody's task today.
    private const int DaysAhead = 90;

    private static readonly (ImageOperations Operation, string Words)[] Operations =
    [
        (ImageOperations.Generation, "draws from a prompt"), (ImageOperations.Edit, "edits pictures"), (ImageOperations.Variation, "makes variations"),
    ];

    /// <summary>Checks every alias.</summary>
    public static void Check(ProxySnapshot snapshot, DateTimeOffset now, Findings findings)
    {
        foreach (var (name, alias) in snapshot.Images.Models)
        {
            var at = ConfigurationPath.Combine("Images", "Models", name);
            if (snapshot.FindModel(alias.Target) is not { } primary)
                continue;
            CheckModel(primary, ConfigurationPath.Combine(at, "Target"), now, findings);
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { alias.Target };
            for (var i = 0; i < alias.Fallbacks.Count; i++)
            {
                var path = ConfigurationPath.Combine(at, "Fallbacks", i.ToString(CultureInfo.InvariantCulture));
                if (!seen.Add(alias.Fallbacks[i]))
                    findings.Warn(path, $"\"{alias.Fallbacks[i]}\" is tried before, and a call tries a model once", "remove it, or name another model");
                else if (snapshot.FindModel(alias.Fallbacks[i]) is { } fallback)
                {
                    CheckModel(fallback, path, now, findings);
                    if (MissingIn(primary, fallback) is { Length: > 0 } missing)
                    {
                        findings.Warn(path, $"\"{alias.Fallbacks[i]}\" cannot do all that \"{alias.Target}\" does, which also {missing}",
                            "name a fallback that can (Gateway models shows what each does), or leave it: such calls then end with the first model's error");
                    }
                }
            }
        }
    }

    private static void CheckModel((ImageCluster Cluster, string Model) named, string path, DateTimeOffset now, Findings findings)
    {
        var (cluster, model) = named;
        if (!cluster.Destinations.Values.Any(destination => destination.Models.Allows(model)))
        {
            findings.Warn(path, $"no destination of cluster \"{cluster.Id}\" serves \"{model}\"",
                $"add it to Models of one of them: {string.Join(", ", cluster.Destinations.Keys.Order(StringComparer.Ordinal))}");
        }
        if (RowOf(cluster, model).Retired is not { } retired || retired.On > DateOnly.FromDateTime(now.UtcDateTime).AddDays(DaysAhead))
            return;
        findings.Warn(path,
            retired.HasCome(now.ToUnixTimeSeconds())
                ? retired.Describe(cluster.Id, model).TrimEnd('.')
                : $"model '{model}' of provider '{cluster.Id}' will be retired on {retired.On:yyyy-MM-dd}",
            retired.Replacement is { } better ? $"write \"{cluster.Id}/{better}\"" : "name a living model: Gateway models lists them");
    }

    private static string MissingIn((ImageCluster Cluster, string Model) primary, (ImageCluster Cluster, string Model) fallback)
    {
        var (own, other) = (RowOf(primary.Cluster, primary.Model), RowOf(fallback.Cluster, fallback.Model));
        var missing = own.Operations & primary.Cluster.Provider.Serves & ~(other.Operations & fallback.Cluster.Provider.Serves);
        var words = Operations.Where(one => missing.HasFlag(one.Operation)).Select(one => one.Words).ToList();
        if (own.Edits is { Mask: not MaskForm.None } && other.Edits is { Mask: MaskForm.None } && !missing.HasFlag(ImageOperations.Edit))
            words.Add("takes a mask");
        return string.Join(" and ", words);
    }

    private static ModelCapabilities RowOf(ImageCluster cluster, string model) =>
        cluster.Destinations.Values.OrderBy(destination => destination.Unusable is not null)
            .FirstOrDefault(destination => destination.Models.Allows(model)) is { } destination
                ? cluster.CapabilitiesOf(model, destination)
                : cluster.Capabilities.Apply(model, cluster.Provider.CapabilitiesOf(model));
}
