using Iris.Gateway.Model;
using Iris.Transforms;
using Iris.Transforms.Prices;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Reads <c>Images.Prices</c>, by patterns of <c>cluster/model</c>, and <c>Images.Clusters.{id}.Prices</c>, by patterns of models: what an
/// installation pays.
/// </summary>
/// <param name="images">The section <c>Images</c>.</param>
/// <param name="catalog">The providers whose prices a row may refer to.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class PricesReader(IConfigurationSection images, ProviderCatalog catalog, ConfigurationErrors errors)
{
    /// <summary>Adds the prices to the clusters that they name; reports everything that is wrong.</summary>
    public IEnumerable<ImageCluster> AddTo(IReadOnlyCollection<ImageCluster> clusters)
    {
        var common = images.GetSection("Prices").GetChildren().ToArray();
        foreach (var rule in common)
            ModelPattern.Check(rule, clusters, errors);
        var rows = common.Select(rule => (Pattern: ModelPattern.Of(rule.Key), Row: Read(rule, ModelPattern.Of(rule.Key).Models))).ToArray();
        foreach (var cluster in clusters)
        {
            var own = images.GetSection($"Clusters:{cluster.Id}:Prices").GetChildren().Select(rule => Read(rule, rule.Key)).ToArray();
            // Of two rows that say the same of a model, the one that names the cluster counts.
            PriceRow[] named =
                [.. rows.Where(rule => rule.Pattern.Names(cluster)).OrderBy(rule => rule.Pattern.Cluster == "*").Select(rule => rule.Row)];
            PriceTable[] tables = [.. new[] { own, named }.Where(table => table.Length > 0).Select(table => new PriceTable(table))];
            yield return tables.Length == 0 ? cluster : cluster with { Prices = tables };
        }
    }

    private PriceRow Read(IConfigurationSection rule, string models) => new PriceReader(rule, catalog, errors).Read(models);
}
