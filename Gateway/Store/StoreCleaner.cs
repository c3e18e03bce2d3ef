namespace Iris.Gateway.Store;

/// <summary>
/// Keeps the store within its age and its bytes. What is to go stands in the index, so that a restart changes nothing, and every instance may do it.
/// </summary>
internal sealed class StoreCleaner(FileStore store)
{
    /// <summary>Longer than any writer lives: a call has at most a day (<c>Images.Deadlines.Total</c>).</summary>
    public static readonly TimeSpan LongestWrite = TimeSpan.FromHours(25);

    private const int MostAtOnce = 100;
    // From the bound on files are deleted, down to this part of it.
    private const double Low = 0.9;

    /// <summary>Deletes what has expired, then the oldest files until the rest is within the bound (not requests), then what crashes have left.</summary>
    public async Task CleanAsync(CancellationToken cancellation)
    {
        while (await DeleteAsync(await store.Index.FindExpiredAsync(MostAtOnce, cancellation), long.MaxValue, cancellation) == MostAtOnce)
            cancellation.ThrowIfCancellationRequested();
        var (bytes, files) = await store.Index.SumAsync(cancellation);
        if (bytes > store.Options.Bytes)
            (bytes, files) = await ShrinkAsync(bytes, cancellation);
        store.Counters.Measure(bytes, files);
        var before = store.Time.GetUtcNow() - LongestWrite;
        foreach (var blob in await store.Index.FindUnusedAsync(before, MostAtOnce, cancellation))
            await store.DeleteBlobAsync(blob, cancellation);
        store.Blobs.Sweep(before);
    }

    private async Task<(long Bytes, long Files)> ShrinkAsync(long bytes, CancellationToken cancellation)
    {
        var files = long.MaxValue;
        var most = (long)(store.Options.Bytes * Low);
        while (bytes > most && files > 0)
        {
            var oldest = await store.Index.FindOldestAsync(MostAtOnce, cancellation);
            if (await DeleteAsync(oldest, bytes - most, cancellation) == 0)
                break;
            (bytes, files) = await store.Index.SumAsync(cancellation);
        }
        return (bytes, files);
    }

    // How many were deleted, until so many bytes are: those of files that share theirs with others count as well, and the next round sees that.
    private async Task<int> DeleteAsync(IReadOnlyList<StoredFile> files, long bytes, CancellationToken cancellation)
    {
        var deleted = 0;
        foreach (var file in files)
        {
            if (bytes <= 0)
                break;
            await store.DeleteAsync(file, cancellation);
            bytes -= file.Length;
            deleted++;
        }
        return deleted;
    }
}
