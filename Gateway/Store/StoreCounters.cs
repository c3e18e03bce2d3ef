namespace Iris.Gateway.Store;

/// <summary>What the metrics tell of the store.</summary>
internal sealed class StoreCounters
{
    private long _bytes;
    private long _files;
    private long _failures;

    /// <summary>What all files took when they were last counted, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many files there were then.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>Files that the store could not keep, since the start.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Notes what there is.</summary>
    public void Measure(long bytes, long files)
    {
        Interlocked.Exchange(ref _bytes, bytes);
        Interlocked.Exchange(ref _files, files);
    }

    /// <summary>Notes a file that could not be kept.</summary>
    public void Fail() => Interlocked.Increment(ref _failures);
}
