using System.Security.Cryptography;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.State;

namespace Iris.Gateway.Store;

/// <summary>
/// Keeps files: pictures that have an address, and answers that are given again. Their bytes lie in a folder or a bucket, their facts in the database of
/// the state, so that every instance finds the files of all. <see cref="StoreService"/> has it where one is configured.
/// </summary>
internal sealed class FileStore(Blobs blobs, FileIndex index, Func<StoreOptions> options, TimeProvider time)
{
    // What is being written, by all writers together; its bound is that of the whole store.
    private sealed class Room : ByteBudget;

    private readonly Room _room = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Where bytes are kept.</summary>
    public Blobs Blobs => blobs;

    /// <summary>What files there are.</summary>
    public FileIndex Index => index;

    /// <summary>The configuration now.</summary>
    public StoreOptions Options => options();

    /// <summary>Counts for the metrics.</summary>
    public StoreCounters Counters { get; } = new();

    /// <summary>Begins a file. Its id is known before its first byte; it is found once it is committed.</summary>
    /// <exception cref="StoreException">Nothing can be written.</exception>
    public FileWriter Create(in NewFile file)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        try
        {
            return new FileWriter(this, id, file);
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            throw new StoreException("no file can be made in its folder", e);
        }
    }

    /// <summary>The facts of a file; null when there is none, or it has expired.</summary>
    /// <exception cref="StoreException">The index cannot be read.</exception>
    public async ValueTask<StoredFile?> FindAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return await index.FindAsync(id, cancellation);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Opens a file for reading; the stream can be read from any position.</summary>
    /// <returns>Null when its bytes are gone.</returns>
    /// <exception cref="StoreException">It cannot be opened. Reading throws an <see cref="IOException"/>.</exception>
    public Stream? Open(StoredFile file, long offset = 0)
    {
        try
        {
            var stream = blobs.Open(file.Blob, file.Length);
            if (stream is not null && offset > 0)
                stream.Position = offset;
            return stream;
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            throw new StoreException("the file cannot be read", e);
        }
    }

    /// <summary>An address outside of the gateway by which anybody can read a file for a while; null where there is none.</summary>
    /// <exception cref="StoreException">There are no credentials for one.</exception>
    public async ValueTask<Uri?> PresignAsync(
        HttpMethod method, StoredFile file, string disposition, TimeSpan lifetime, CancellationToken cancellation)
    {
        try
        {
            return await blobs.PresignAsync(
                method, file.Blob, [("response-content-type", file.ContentType), ("response-content-disposition", disposition)], lifetime, cancellation);
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            throw new StoreException("no address can be signed", e);
        }
    }

    /// <summary>Deletes a file, and its bytes when no other file has the same ones.</summary>
    /// <returns>False when it was not there.</returns>
    /// <exception cref="StoreException">The index cannot be written.</exception>
    public async ValueTask<bool> DeleteAsync(StoredFile file, CancellationToken cancellation)
    {
        try
        {
            var (found, isLast) = await index.RemoveAsync(file, cancellation);
            if (isLast)
                await DeleteBlobAsync(file.Blob, cancellation);
            return found;
        }
        catch (Exception e) when (StateDatabase.IsFailure(e))
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Deletes bytes that no file has; others stay. What fails is done by a later round of <see cref="StoreCleaner"/>.</summary>
    public async ValueTask<bool> DeleteBlobAsync(string blob, CancellationToken cancellation)
    {
        try
        {
            if (!await index.GiveUpAsync(blob, cancellation))
                return false;
            await blobs.DeleteAsync(blob, cancellation);
            await index.ForgetAsync(blob, cancellation);
            return true;
        }
        catch (Exception e) when (Blobs.IsFailure(e) || StateDatabase.IsFailure(e))
        {
            return false;
        }
    }

    /// <summary>Takes room for bytes that are about to be written.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    internal void TakeRoom(long bytes)
    {
        if (!_room.TryTake(bytes, Options.Bytes))
            throw new StoreException("what is being written takes all the room there is (Images.Store.Bytes)");
    }

    /// <summary>Gives room back.</summary>
    internal void ReturnRoom(long bytes) => _room.Return(bytes);

    /// <summary>Deletes what an unfinished writer may have left.</summary>
    internal async ValueTask GiveUpAsync(string blob)
    {
        using var patience = new CancellationTokenSource(StoreService.Patience, time);
        try
        {
            await DeleteBlobAsync(blob, patience.Token);
        }
        catch (OperationCanceledException)
        {
            // The cleaner finds it.
        }
    }

    private static StoreException Unreadable(Exception cause) => new("its index cannot be reached", cause);
}
