using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Json;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The refusals of names that lead to no provider: the contract's words (docs/contract.md, section 2.3), and behind them the way out.
/// </summary>
internal static class ModelHints
{
    private const int MostProviders = 12;
    // A longer name is not repeated in full.
    private const int MostShown = 64;

    /// <summary>The refusal of a provider that is not configured.</summary>
    public static ImageError UnknownProvider(ProxySnapshot snapshot, string name)
    {
        var shown = name.Length <= MostShown ? name : name[..MostShown];
        var near = NearMiss.Find(name, snapshot.ImageClusters.Keys, Math.Clamp(name.Length / 3, 1, 3));
        return ImageError.Invalid(
            $"failed to get config for provider {shown}: not found.{(near is null ? "" : $" Did you mean '{near}'?")}{Configured(snapshot)}", "model", "provider_not_found");
    }

    /// <summary>The refusal of a name that has no provider, or only half of its two parts.</summary>
    public static ImageError NoProvider(ProxySnapshot snapshot, string name)
    {
        const string Words = "model should be in provider/model format";
        if (name.Contains('/', StringComparison.Ordinal) || name.Length == 0)
            return ImageError.Invalid(Words, "model", "invalid_model");
        var shown = ShortText.Cut(name, MostShown);
        var cluster = OwnerOf(snapshot, name);
        var write = cluster is null ? $"write 'PROVIDER/{shown}'." + Configured(snapshot) : $"write '{cluster.Id}/{shown}'{Or(BaseOf(snapshot, cluster.Id))}";
        return ImageError.Invalid($"{Words}: {write}", "model", "invalid_model");
    }

    /// <summary>The way out of a provider that does not edit: those that do. Empty when none is ready.</summary>
    public static string OthersThatEdit(ProxySnapshot snapshot) =>
        ListOf(snapshot, ": these configured providers edit: ", cluster => cluster.Provider.Serves.HasFlag(ImageOperations.Edit));

    // Those that draw and have what they need, as the list of models shows them.
    private static string Configured(ProxySnapshot snapshot) => ListOf(snapshot, " Configured: ", static _ => true) is { Length: > 0 } list ? list + "." : "";

    private static string ListOf(ProxySnapshot snapshot, string words, Func<ImageCluster, bool> counts)
    {
        var ids = snapshot.ImageClusters.Values.Where(cluster => IsReady(cluster) && counts(cluster)).Select(cluster => cluster.Id)
            .Order(StringComparer.Ordinal).ToArray();
        return ids.Length == 0 ? "" : $"{words}{string.Join(", ", ids.Take(MostProviders))}{(ids.Length > MostProviders ? ", …" : "")}";
    }

    private static bool IsReady(ImageCluster cluster) => cluster is { IsUsable: true, Provider.Draws: true };

    // A usable provider first: of several that have the model it is the one that can draw it.
    private static ImageCluster? OwnerOf(ProxySnapshot snapshot, string model) => snapshot.ImageClusters.Values
        .Where(cluster => cluster.Provider.KnownModels.Contains(model, StringComparer.OrdinalIgnoreCase)
            || cluster.Destinations.Values.Any(destination => destination.Models.Names.Contains(model, StringComparer.OrdinalIgnoreCase)))
        .OrderBy(cluster => !IsReady(cluster)).ThenBy(cluster => !cluster.Id.Equals(cluster.ImageApi, StringComparison.OrdinalIgnoreCase))
        .ThenBy(cluster => cluster.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    // The base address on which the cluster's models need no prefix.
    private static string? BaseOf(ProxySnapshot snapshot, string cluster) => snapshot.Routes
        .Where(route => ImageRoutes.TakesBareModels(route) && cluster.Equals(route.ClusterId, StringComparison.OrdinalIgnoreCase))
        .Select(route => route.Match.Path is { } path && path.IndexOf("/images/{", StringComparison.Ordinal) is > 0 and var end ? path[..end] : null)
        .OfType<string>().Where(path => !path.Contains('{', StringComparison.Ordinal))
        .MaxBy(path => path.EndsWith("/v1", StringComparison.Ordinal));

    private static string Or(string? path) => path is null ? "" : $", or ask {path}";
}
