namespace Iris.Gateway.Configuration;

/// <summary>
/// Reads the configuration and the secret files it names once a second, and applies a content that is new and valid. There is no file watcher: a
/// watcher misses a Kubernetes ConfigMap's swap of the link <c>..data</c> and changes on network file systems, and reading some kilobytes is cheap.
/// </summary>
internal sealed partial class ProxyConfigurationReloader : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ProxyConfiguration start;
    private readonly ProxyConfigurationProvider provider;
    private readonly ReloadState state;
    private readonly TimeProvider time;
    private readonly ILogger<ProxyConfigurationReloader> logger;

    // The content that was read last, valid or not, so that an invalid content is reported once.
    private byte[] content;
    private IReadOnlyDictionary<string, string> secretFiles;
    // The values of the content in force, for telling what the next one changes.
    private IReadOnlyDictionary<string, string?> values;
    private bool applied = true;
    private bool missing;
    private PeriodicTimer? timer;

    public ProxyConfigurationReloader(
        ProxyConfiguration start, ProxyConfigurationProvider provider, TimeProvider time, ILogger<ProxyConfigurationReloader> logger,
        ReloadState? state = null)
    {
        this.state = state ?? new ReloadState();
        this.state.Apply(start.Content, time.GetUtcNow(), isReload: false);
        values = start.Loaded.Values;
        this.start = start;
        this.provider = provider;
        this.time = time;
        this.logger = logger;
        content = start.Content;
        secretFiles = start.Loaded.SecretFiles;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Created here because ExecuteAsync is queued to another thread and would miss a clock that moves in between.
        timer = new PeriodicTimer(Interval, time);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        timer?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await timer!.WaitForNextTickAsync(stoppingToken))
                await LookAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Reads the files once and applies a new, valid content.</summary>
    internal async Task LookAsync()
    {
        try
        {
            if (start.File.Read(out var failure) is not { } found)
            {
                state.Note(isSuccessful: false);
                if (!missing)
                    Log.Missing(logger, start.File.Path, failure!);
                missing = true;
                return;
            }

            if (missing)
                state.Note(applied);
            missing = false;
            if (!found.AsSpan().SequenceEqual(content) || secretFiles.Any(file => SecretValues.Fingerprint(file.Key) != file.Value))
                await LoadAsync(found);
        }
        catch (Exception e)
        {
            // An exception that leaves a background service stops the host.
            Log.Failed(logger, e);
        }
    }

    private async Task LoadAsync(byte[] found)
    {
        content = found;
        var loaded = await start.Loader.LoadAsync(found, start.File.Directory);
        secretFiles = loaded.SecretFiles;
        if (loaded.Snapshot is not { } snapshot)
        {
            applied = false;
            state.Refuse();
            Log.Bad(logger, ConfigurationErrors.Format(start.File.Path, loaded.Errors));
            return;
        }

        provider.Update(snapshot, ConfigurationChanges.Describe(values, loaded.Values));
        applied = !ReferenceEquals(provider.Refused, snapshot);
        if (!applied)
        {
            state.Refuse();
            return;
        }
        state.Apply(found, time.GetUtcNow());
        values = loaded.Values;
        if (NeedsRestart(loaded) is { Count: > 0 } names)
            Log.RestartNeeded(logger, string.Join(", ", names));
    }

    private List<string> NeedsRestart(LoadedConfiguration loaded)
    {
        var (before, after) = (start.Snapshot.Images, loaded.Snapshot!.Images);
        var names = new List<string>();
        if (before.EndpointsPrefix != after.EndpointsPrefix)
            names.Add("Images.Endpoints.Prefix");
        if (before.MetricsPort != after.MetricsPort)
            names.Add("Images.Endpoints.MetricsPort");
        if (before.Endpoints != after.Endpoints)
            names.Add("Images.Endpoints (MetricsHost, SocketMode, SocketGroup, AffinityKeys)");
        if (before.Drain.Timeout != after.Drain.Timeout)
            names.Add("Images.Drain.Timeout");

        foreach (var section in ProxyShapes.HostSections)
            if (!Of(section, start.Loaded.HostSettings).SetEquals(Of(section, loaded.HostSettings)))
                names.Add(section);
        return names;

        static HashSet<KeyValuePair<string, string?>> Of(string section, IReadOnlyDictionary<string, string?> settings) =>
            [.. settings.Where(s => s.Key.Equals(section, StringComparison.OrdinalIgnoreCase)
                || s.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "the last good configuration stays in force: {Errors}", EventName = "ConfigurationBad")]
        public static partial void Bad(ILogger logger, string errors);

        [LoggerMessage(2, LogLevel.Warning, "{Path} cannot be read, the last good configuration stays in force: {Reason}", EventName = "ConfigurationMissing")]
        public static partial void Missing(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Warning, "changed in the file, but in force only after a restart: {Names}", EventName = "RestartNeeded")]
        public static partial void RestartNeeded(ILogger logger, string names);

        [LoggerMessage(4, LogLevel.Error, "looking at the configuration failed; it is tried again", EventName = "LookFailed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
