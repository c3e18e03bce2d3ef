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
    private readonly ConfigurationVersions versions;
    // A look, a signal and a rollback take turns.
    private readonly SemaphoreSlim turn = new(1);

    // The content that was read last, valid or not, so that an invalid content is reported once.
    private byte[] content;
    private IReadOnlyDictionary<string, string> includedFiles;
    private IReadOnlyDictionary<string, string> secretFiles;
    // What is in force in place of the file, from a rollback until the file changes; null for the file.
    private ConfigurationVersion? pinned;
    private bool applied = true;
    private bool missing;
    private PeriodicTimer? timer;

    public ProxyConfigurationReloader(
        ProxyConfiguration start, ProxyConfigurationProvider provider, TimeProvider time, ILogger<ProxyConfigurationReloader> logger,
        ReloadState? state = null, ConfigurationVersions? versions = null)
    {
        this.state = state ?? new ReloadState();
        this.versions = versions ?? new ConfigurationVersions();
        var first = new ConfigurationContent(start.Content, start.Loaded.Included);
        this.state.Apply(first, time.GetUtcNow(), isReload: false);
        this.versions.Add(new(1, time.GetUtcNow(), VersionOrigin.Start, [], first, start.Loaded.Values));
        this.start = start;
        this.provider = provider;
        this.time = time;
        this.logger = logger;
        content = start.Content;
        includedFiles = start.Loaded.IncludedFiles;
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
        turn.Dispose();
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
    /// <param name="isAsked">Somebody asks for it: what the files say is applied although nothing has changed, also after a rollback.</param>
    internal async Task LookAsync(bool isAsked = false)
    {
        await turn.WaitAsync();
        try
        {
            if (start.File.Read(out var failure) is not { } found)
            {
                state.Note(isSuccessful: false);
                if (!missing || isAsked)
                    Log.Missing(logger, start.File.Path, failure!);
                missing = true;
                return;
            }

            if (missing)
                state.Note(applied && pinned is null);
            missing = false;
            var isNew = isAsked || !found.AsSpan().SequenceEqual(content) || HaveChanged(includedFiles);
            if (!isNew && !HaveChanged(secretFiles))
                return;
            // A secret that changes leaves a rollback in force, but for that of an edit that has waited for it.
            var inForce = isNew ? null : pinned;
            if (inForce is null || !applied)
                await LoadAsync(found);
            if (inForce is not null && inForce == pinned)
                await RenewAsync(inForce);
        }
        catch (Exception e)
        {
            // An exception that leaves a background service stops the host.
            Log.Failed(logger, e);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Goes back to an earlier version, until the file changes or somebody asks for it.</summary>
    /// <param name="number">The version; null for the one before that in force.</param>
    /// <param name="by">Who asks, as far as that is known.</param>
    /// <returns>The new version; or null, and why not: there is none, or it is valid no more.</returns>
    public async Task<(ConfigurationVersion? Version, string? Failure)> RollBackAsync(int? number, string? by)
    {
        await turn.WaitAsync();
        try
        {
            var wanted = number is { } asked ? versions.Find(asked) : versions.All is [.., var before, _] ? before : null;
            if (wanted is null)
                return (null, null);
            var known = secretFiles;
            var done = await ReturnAsync(wanted, by);
            // What stays in force has the secrets that it had.
            if (done.Version is null)
                secretFiles = known;
            return done;
        }
        finally
        {
            turn.Release();
        }
    }

    // The version that a rollback has put in force takes its secrets anew; an edit that waits for one goes on waiting.
    private async Task RenewAsync(ConfigurationVersion version)
    {
        var (waits, ofEdit) = (!applied, secretFiles);
        if (await ReturnAsync(version, version.By) is { Version: null, Failure: { } reason })
            Refuse(reason);
        if (waits)
            (applied, secretFiles) = (false, Both(secretFiles, ofEdit));
    }

    private async Task LoadAsync(byte[] found)
    {
        content = found;
        var ofPinned = pinned is null ? null : secretFiles;
        var loaded = await start.Loader.LoadAsync(found, start.File.Directory, Path.GetFileName(start.File.Path));
        (includedFiles, secretFiles) = (loaded.IncludedFiles, loaded.SecretFiles);
        if (loaded.Snapshot is null)
        {
            applied = false;
            if (ofPinned is not null)
                secretFiles = Both(secretFiles, ofPinned);
            Refuse(ConfigurationErrors.Format(start.File.Path, loaded.Errors));
            return;
        }

        applied = Apply(loaded, new(found, loaded.Included), VersionOrigin.File) is not null;
        if (!applied)
        {
            state.Refuse();
            return;
        }
        pinned = null;
        if (versions.Current.Restart is { Count: > 0 } names)
            Log.RestartNeeded(logger, string.Join(", ", names));
    }

    private void Refuse(string reason)
    {
        state.Refuse();
        Log.Bad(logger, reason);
    }

    private async Task<(ConfigurationVersion? Version, string? Failure)> ReturnAsync(ConfigurationVersion wanted, string? by)
    {
        var (file, included) = wanted.Content;
        var loaded = await start.Loader.LoadAsync(file, start.File.Directory, Path.GetFileName(start.File.Path), included);
        secretFiles = loaded.SecretFiles;
        if (loaded.Snapshot is null)
            return (null, ConfigurationErrors.Format($"version {wanted.Number}", loaded.Errors));
        if (Apply(loaded, wanted.Content, VersionOrigin.Rollback, wanted, by) is not { } version)
            return (null, "YARP refuses it; the log says why");
        (pinned, applied) = (version, true);
        // What the file says is not in force.
        state.Note(isSuccessful: false);
        Log.RolledBack(logger, wanted.Source ?? wanted.Number, version.Number, by ?? "somebody");
        if (version.Restart is { Count: > 0 } names)
            Log.RestartNeeded(logger, string.Join(", ", names));
        return (version, null);
    }

    private ConfigurationVersion? Apply(
        LoadedConfiguration loaded, ConfigurationContent bytes, VersionOrigin origin, ConfigurationVersion? source = null, string? by = null)
    {
        var changes = ConfigurationChanges.List(versions.Current.Values, loaded.Values);
        provider.Update(loaded.Snapshot!, ConfigurationChanges.InLines(changes));
        if (ReferenceEquals(provider.Refused, loaded.Snapshot))
            return null;
        state.Apply(bytes, time.GetUtcNow());
        return versions.Add(new(0, time.GetUtcNow(), origin, changes, bytes, loaded.Values)
        {
            By = by, Source = source?.Source ?? source?.Number, Restart = RestartMembers.Changed(start.Loaded, loaded),
        });
    }

    private static Dictionary<string, string> Both(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Concat(other).DistinctBy(file => file.Key).ToDictionary();

    private static bool HaveChanged(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, print) in files)
        {
            if (SecretValues.Fingerprint(path) != print)
                return true;
        }
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "the last good configuration stays in force: {Errors}", EventName = "ConfigurationBad")]
        public static partial void Bad(ILogger logger, string errors);

        [LoggerMessage(2, LogLevel.Warning, "{Path} cannot be read, the last good configuration stays in force: {Reason}", EventName = "ConfigurationMissing")]
        public static partial void Missing(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Warning, "changed, but in force only after a restart: {Names}", EventName = "RestartNeeded")]
        public static partial void RestartNeeded(ILogger logger, string names);

        [LoggerMessage(5, LogLevel.Warning, "went back to version {Source} of the configuration, in force as version {Version} until the file changes (by {By})", EventName = "ConfigurationRolledBack")]
        public static partial void RolledBack(ILogger logger, int source, int version, string by);

        [LoggerMessage(4, LogLevel.Error, "looking at the configuration failed; it is tried again", EventName = "LookFailed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
