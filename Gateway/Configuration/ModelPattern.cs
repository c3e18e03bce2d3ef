using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>The name of a rule about models: <c>cluster/model</c>, with <c>*</c> for any text.</summary>
/// <param name="Cluster">The cluster's id, or <c>*</c> for every cluster; empty when the name has no slash.</param>
/// <param name="Models">The models; empty when none is named.</param>
internal readonly record struct ModelPattern(string Cluster, string Models)
{
    /// <summary>Divides a rule's name.</summary>
    public static ModelPattern Of(string name) => name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        ? new(name[..slash], name[(slash + 1)..])
        : new("", name);

    /// <summary>Whether the rule speaks of this cluster.</summary>
    public bool Names(ImageCluster cluster) => Cluster == "*" || Cluster.Equals(cluster.Id, StringComparison.OrdinalIgnoreCase);

    /// <summary>Why the name is no pattern, as a clause; null for one.</summary>
    public string? Fault => Cluster.Length == 0 || Models.Length == 0 ? "names no model; write it as cluster/model, with * for any text" : null;

    /// <summary>Reports a name that is no pattern, or whose cluster is not there.</summary>
    public static void Check(IConfigurationSection rule, IReadOnlyCollection<ImageCluster> clusters, ConfigurationErrors errors)
    {
        var pattern = Of(rule.Key);
        if (pattern.Fault is { } fault)
            errors.Add(rule, $"\"{rule.Key}\" {fault}");
        else if (!clusters.Any(pattern.Names))
            errors.Add(rule, $"\"{pattern.Cluster}\" is no image cluster{NearMiss.Hint(pattern.Cluster, [.. clusters.Select(cluster => cluster.Id)])}");
    }
}
