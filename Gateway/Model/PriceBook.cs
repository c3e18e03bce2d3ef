using System.Collections.Concurrent;
using Iris.Transforms.Prices;

namespace Iris.Gateway.Model;

/// <summary>Prices that are exchanged while calls run: those of an application's own source. An attempt keeps the row that it began with.</summary>
internal sealed class PriceBook
{
    private volatile Edition _edition = new([]);

    /// <summary>Puts new prices in the place of all others.</summary>
    /// <param name="rows">Each with the id of its cluster, or <c>*</c> for every cluster.</param>
    public void Replace(IReadOnlyList<(string Cluster, PriceRow Row)> rows) => _edition = new Edition(rows);

    /// <summary>What a cluster's models cost.</summary>
    public PriceTable TableOf(string cluster) => _edition.TableOf(cluster);

    private sealed class Edition(IReadOnlyList<(string Cluster, PriceRow Row)> rows)
    {
        private readonly ConcurrentDictionary<string, PriceTable> _tables = new(StringComparer.OrdinalIgnoreCase);

        public PriceTable TableOf(string cluster) => _tables.TryGetValue(cluster, out var table) ? table : _tables.GetOrAdd(cluster, Create(cluster));

        // Of two rows that say the same of a model, the one that names the cluster counts.
        private PriceTable Create(string cluster) => new(
            rows.Where(entry => entry.Cluster == "*" || entry.Cluster.Equals(cluster, StringComparison.OrdinalIgnoreCase))
                .OrderBy(entry => entry.Cluster == "*").Select(entry => entry.Row));
    }
}
