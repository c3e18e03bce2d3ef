using System.Collections.Concurrent;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Tells operators of calls to models that their provider has ended: once for each cluster and row of a table, so that a busy client does not fill
/// the log, and clients' own spellings neither reach nor grow it.
/// </summary>
internal sealed partial class RetiredModels(ILogger<RetiredModels> logger)
{
    private readonly ConcurrentDictionary<(string Cluster, string Models), Retirement> _told = new();

    /// <summary>Notes a call to a model.</summary>
    /// <param name="cluster">The cluster that serves the call.</param>
    /// <param name="row">The model's row.</param>
    /// <param name="unixSeconds">The present time, in seconds since 1970.</param>
    public void Note(string cluster, ModelCapabilities row, long unixSeconds)
    {
        if (row.Retired is { } retired && retired.HasCome(unixSeconds) && _told.TryAdd((cluster, row.Models), retired))
            Log.Retired(logger, cluster, row.Models, retired.On, retired.Replacement ?? "another model");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Cluster}/{Models} was retired by its provider on {On:yyyy-MM-dd}; calls are still forwarded. Use {Replacement}.", EventName = "ModelRetired")]
        public static partial void Retired(ILogger logger, string cluster, string models, DateOnly on, string replacement);
    }
}
