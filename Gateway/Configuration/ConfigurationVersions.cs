namespace Iris.Gateway.Configuration;

/// <summary>Why a version came into force.</summary>
internal enum VersionOrigin
{
    /// <summary>The gateway has started with it.</summary>
    Start,

    /// <summary>The file has changed.</summary>
    File,

    /// <summary>Somebody has gone back to it.</summary>
    Rollback,
}

/// <summary>A configuration that is or was in force.</summary>
/// <param name="Number">1 for the one that the gateway has started with; each one that comes into force has the next.</param>
/// <param name="Applied">When it came into force.</param>
/// <param name="Origin">Why.</param>
/// <param name="Changes">What it changed.</param>
/// <param name="Content">What it says.</param>
/// <param name="Values">The same, by path with colons. They may hold secrets.</param>
internal sealed record ConfigurationVersion(
    int Number, DateTimeOffset Applied, VersionOrigin Origin, IReadOnlyList<string> Changes, ConfigurationContent Content,
    IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>Who went back to it, as far as that is known; null otherwise.</summary>
    public string? By { get; init; }

    /// <summary>Of a rollback: the version that it took.</summary>
    public int? Source { get; init; }

    /// <summary>What it says otherwise than the start, and what is in force only after a restart.</summary>
    public IReadOnlyList<string> Restart { get; init; } = [];
}

/// <summary>The latest versions, in memory: a restart forgets them, and begins with what the file says.</summary>
internal sealed class ConfigurationVersions
{
    /// <summary>The most versions that are kept, the one in force included.</summary>
    public const int Most = 10;

    /// <summary>The most bytes that earlier versions take; the one in force and the one before it are kept whatever they take.</summary>
    public const long MostBytes = 16 << 20;

    private readonly Lock _lock = new();
    private ConfigurationVersion[] _all = [];

    /// <summary>All that are kept, the one in force last.</summary>
    public IReadOnlyList<ConfigurationVersion> All => Volatile.Read(ref _all);

    /// <summary>The version in force.</summary>
    public ConfigurationVersion Current => All[^1];

    /// <summary>A version by its number; null for one that is not kept.</summary>
    public ConfigurationVersion? Find(int number) => All.FirstOrDefault(version => version.Number == number);

    /// <summary>Notes that a version is in force.</summary>
    public ConfigurationVersion Add(ConfigurationVersion version)
    {
        lock (_lock)
        {
            version = version with { Number = _all.Length == 0 ? 1 : _all[^1].Number + 1 };
            ConfigurationVersion[] kept = [.. _all.TakeLast(Most - 1), version];
            while (kept.Length > 2 && kept.Sum(one => one.Content.Length) > MostBytes)
                kept = kept[1..];
            Volatile.Write(ref _all, kept);
        }
        return version;
    }
}
