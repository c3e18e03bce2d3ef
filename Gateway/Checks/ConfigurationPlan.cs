using System.Globalization;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Checks;

/// <summary>What a new configuration changes: in the file, for calls, and what of it needs a restart. It compares values and so needs no secret.</summary>
/// <param name="Changes">The file's changes, each with its sign.</param>
/// <param name="Moves">The calls that go elsewhere, as sentences without a full stop.</param>
/// <param name="Restarts">The members that are in force from a start on.</param>
internal sealed record ConfigurationPlan(IReadOnlyList<string> Changes, IReadOnlyList<string> Moves, IReadOnlyList<string> Restarts)
{
    /// <summary>The plan from one configuration to the next.</summary>
    /// <param name="before">The values in force, by path with colons.</param>
    /// <param name="after">The values to come.</param>
    public static ConfigurationPlan Of(IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after)
    {
        var (earlier, later) = (new ValueTree(before), new ValueTree(after));
        return new(
            ConfigurationChanges.List(before, after),
            [.. Aliases(earlier, later), .. Clusters(earlier, later), .. Routes(earlier, later), .. Access(earlier, later)],
            [.. RestartMembers.All.Where(member => member.IsWhether
                ? earlier.Has(member.Path) != later.Has(member.Path) : !earlier.IsSame(later, member.Path))
                .Select(member => ConfigurationErrors.Dotted(member.Path))]);
    }

    private static IEnumerable<string> Aliases(ValueTree before, ValueTree after)
    {
        foreach (var name in Both(before, after, "Images:Models"))
        {
            var (was, becomes) = (Targets(before, name), Targets(after, name));
            if (was == becomes)
                continue;
            yield return was is null ? $"\"{name}\" can be asked for, and goes to {becomes}"
                : becomes is null ? $"calls for \"{name}\" are refused: there is no such model"
                : $"calls for \"{name}\" go to {becomes} (before: {was})";
        }
    }

    private static string? Targets(ValueTree tree, string alias) => tree[$"Images:Models:{alias}:Target"] is not { } target ? null
        : string.Join(", then ", tree.Children($"Images:Models:{alias}:Fallbacks").Select(i => tree[$"Images:Models:{alias}:Fallbacks:{i}"]).Prepend(target));

    private static IEnumerable<string> Clusters(ValueTree before, ValueTree after)
    {
        foreach (var id in Both(before, after, "ReverseProxy:Clusters"))
        {
            var at = $"ReverseProxy:Clusters:{id}";
            var (was, becomes) = (before[$"{at}:Metadata:ImageApi"], after[$"{at}:Metadata:ImageApi"]);
            if (was is null && becomes is not null)
                yield return $"\"{id}/…\" can be asked for";
            else if (was is not null && becomes is null)
                yield return $"calls for \"{id}/…\" are refused: there is no such provider";
            else if (was != becomes)
                yield return $"calls for \"{id}/…\" are written for {becomes} (before: {was})";
            if (!before.Has(at) || !after.Has(at))
                continue;
            var (shares, next) = (Shares(before, at), Shares(after, at));
            if (shares != next)
                yield return $"calls of cluster {id} go to {next} (before: {shares})";
            var moved = after.Children($"{at}:Destinations").Where(name => before.Has($"{at}:Destinations:{name}")
                && before[$"{at}:Destinations:{name}:Address"] != after[$"{at}:Destinations:{name}:Address"]).ToArray();
            if (moved.Length > 0)
                yield return $"calls of cluster {id} at {string.Join(" and ", moved)} go to another address";
        }
    }

    // Those without a weight have one each; a cluster all of whose weights are 0 chooses among all.
    private static string Shares(ValueTree tree, string cluster)
    {
        var weights = tree.Children($"{cluster}:Destinations").Where(name => !"false".Equals(
            tree[$"{cluster}:Destinations:{name}:Metadata:Enabled"], StringComparison.OrdinalIgnoreCase)).Select(name => (
                Name: name,
                Weight: int.TryParse(tree[$"{cluster}:Destinations:{name}:Metadata:Weight"], CultureInfo.InvariantCulture, out var weight) ? weight : 1)).ToArray();
        var sum = weights.Sum(one => (double)one.Weight);
        return weights.Length == 0 ? "nobody" : weights.Length == 1 ? weights[0].Name
            : string.Join(", ", weights.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {(sum == 0 ? 1.0 / weights.Length : one.Weight / sum):0%}")));
    }

    private static IEnumerable<string> Routes(ValueTree before, ValueTree after)
    {
        foreach (var id in Both(before, after, "ReverseProxy:Routes"))
        {
            var at = $"ReverseProxy:Routes:{id}";
            var (was, becomes) = (before[$"{at}:Match:Path"], after[$"{at}:Match:Path"]);
            var (from, to) = (before[$"{at}:ClusterId"], after[$"{at}:ClusterId"]);
            if (!before.Has(at))
                yield return $"calls to {becomes} meet route {id}{(to is null ? "" : $" and go to cluster {to}")}";
            else if (!after.Has(at))
                yield return $"calls to {was} do not meet route {id} any more: another route takes them, or they get 404";
            else if (was != becomes)
                yield return $"route {id} takes {becomes} (before: {was})";
            else if (from != to)
                yield return $"calls to {becomes} go to cluster {to ?? "of their model"} (before: {from ?? "of their model"})";
        }
    }

    private static IEnumerable<string> Access(ValueTree before, ValueTree after)
    {
        var (asked, asks) = (AsksForKey(before), AsksForKey(after));
        if (asked != asks)
            yield return asks ? "calls without a key are refused" : "calls without a key are let in";
        foreach (var name in Both(before, after, "Images:Access:Keys"))
        {
            if (!before.Has($"Images:Access:Keys:{name}"))
                yield return $"key {name} is let in";
            else if (!after.Has($"Images:Access:Keys:{name}"))
                yield return $"key {name} is not let in any more";
        }
    }

    private static bool AsksForKey(ValueTree tree) =>
        tree.Has("Images:Access") && !"false".Equals(tree["Images:Access:Required"], StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Both(ValueTree before, ValueTree after, string path) =>
        after.Children(path).Concat(before.Children(path)).Distinct(StringComparer.OrdinalIgnoreCase);
}
