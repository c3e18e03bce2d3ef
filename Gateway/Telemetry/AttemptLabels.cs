using System.Collections.Concurrent;
using System.Collections.Frozen;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// The labels of an attempt whose values a request can choose: the model, and the error that it provokes. A client may send any model's name, and
/// each new pair is a series that the process keeps until it ends. Names that neither the file nor the codec knows therefore count up to
/// <see cref="MostUnknown"/> series a cluster, and <see cref="Other"/> beyond; the names of errors are bounded in the same way.
/// </summary>
internal sealed class AttemptLabels
{
    /// <summary>The most series of unknown models, and the most names of errors of known ones, for each cluster.</summary>
    public const int MostUnknown = 100;

    /// <summary>The label of whatever is beyond the bound.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, ClusterLabels> _clusters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The labels of an attempt. A pair that has been seen before costs no allocation.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="error">The name of its failure; null for success.</param>
    public (string Model, string? Error) Of(ImageAttempt attempt, string? error)
    {
        var target = attempt.Target;
        var labels = _clusters.TryGetValue(target.Cluster.Id, out var known) && known.Serves(attempt.Call.Snapshot)
            ? known
            : _clusters[target.Cluster.Id] = new ClusterLabels(attempt.Call.Snapshot, target.Cluster, known);
        return labels.Of(target.Provider.ModelLabel(target.Model), error);
    }

    /// <summary>A cluster's names. A reload changes the known ones; what has been claimed stays claimed, because its series stay.</summary>
    private sealed class ClusterLabels(ProxySnapshot snapshot, ImageCluster cluster, ClusterLabels? before)
    {
        private readonly FrozenDictionary<string, string> _known = KnownModels(snapshot, cluster)
            .DistinctBy(model => model, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(model => model, PrintableText.Of, StringComparer.OrdinalIgnoreCase);

        private readonly Bound<(string Model, string? Error)> _unknown = before?._unknown ?? new();
        private readonly Bound<string> _errors = before?._errors ?? new();

        public bool Serves(ProxySnapshot now) => ReferenceEquals(snapshot, now);

        public (string Model, string? Error) Of(string model, string? error)
        {
            if (_known.TryGetValue(model, out var name))
                return (name, error is null || _errors.Takes(error) ? error : Other);
            var pair = (PrintableText.Of(model), error);
            return _unknown.Takes(pair) ? pair : (Other, error is null ? null : Other);
        }

        private static IEnumerable<string> KnownModels(ProxySnapshot snapshot, ImageCluster cluster)
        {
            foreach (var model in cluster.Provider.KnownModels)
                yield return model;
            foreach (var model in cluster.Destinations.Values.SelectMany(destination => destination.Models.Names))
                yield return model;
            foreach (var target in snapshot.Images.Models.Values.SelectMany(alias => alias.Fallbacks.Prepend(alias.Target)))
            {
                var slash = target.IndexOf('/', StringComparison.Ordinal);
                if (slash == cluster.Id.Length && target.StartsWith(cluster.Id, StringComparison.OrdinalIgnoreCase))
                    yield return cluster.Provider.ModelLabel(target[(slash + 1)..]);
            }
        }
    }

    private sealed class Bound<T> where T : notnull
    {
        private readonly ConcurrentDictionary<T, bool> _taken = new();
        private int _count;

        // Threads that claim at once may each go beyond the bound for a moment, but none keeps what it must give back.
        public bool Takes(T value)
        {
            if (_taken.ContainsKey(value))
                return true;
            if (Volatile.Read(ref _count) >= MostUnknown)
                return false;
            if (Interlocked.Increment(ref _count) > MostUnknown)
            {
                Interlocked.Decrement(ref _count);
                return false;
            }
            if (!_taken.TryAdd(value, true))
                Interlocked.Decrement(ref _count);
            return true;
        }
    }
}
