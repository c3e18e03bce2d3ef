namespace Iris.Gateway.Configuration;

/// <summary>What became of the latest look at the file, for metrics.</summary>
internal sealed class ReloadState
{
    private long _lastSuccess;
    private long _hash;
    private long _applied;
    private long _refused;
    private volatile bool _isSuccessful = true;

    /// <summary>Whether the file as it is now is in force; false while it is wrong or cannot be read.</summary>
    public bool IsSuccessful => _isSuccessful;

    /// <summary>When the configuration in force was read, in seconds since 1970.</summary>
    public double LastSuccess => Interlocked.Read(ref _lastSuccess) / 1000.0;

    /// <summary>The first 48 bits of a hash of the file in force, and of those that it includes: replicas that run on the same file have the same.</summary>
    public long Hash => Interlocked.Read(ref _hash);

    /// <summary>How many contents have been applied since the start.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>How many contents have been refused since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>A content is in force.</summary>
    /// <param name="content">The content.</param>
    /// <param name="now">The time.</param>
    /// <param name="isReload">False for the content that the gateway has started with.</param>
    public void Apply(ConfigurationContent content, DateTimeOffset now, bool isReload = true)
    {
        Interlocked.Exchange(ref _hash, content.Hash);
        Interlocked.Exchange(ref _lastSuccess, now.ToUnixTimeMilliseconds());
        if (isReload)
            Interlocked.Increment(ref _applied);
        _isSuccessful = true;
    }

    /// <summary>A content is not taken over.</summary>
    public void Refuse()
    {
        Interlocked.Increment(ref _refused);
        _isSuccessful = false;
    }

    /// <summary>The file cannot be read, or can be read again.</summary>
    /// <param name="isSuccessful">Whether what it says is in force.</param>
    public void Note(bool isSuccessful) => _isSuccessful = isSuccessful;
}
