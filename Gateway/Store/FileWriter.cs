using System.Security.Cryptography;
using Iris.Gateway.State;

namespace Iris.Gateway.Store;

/// <summary>
/// Writes one file as its bytes come; one at a time. They lie on this machine's disk at once and can be read from there
/// (<see cref="Read"/>) until the writer is disposed, whatever the store says. A writer that is disposed without <see cref="CommitAsync"/> leaves nothing.
/// </summary>
internal sealed class FileWriter : IAsyncDisposable
{
    private readonly FileStore _store;
    private readonly NewFile _file;
    private readonly BlobWriter _blob;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isAnnounced;
    private bool _isComplete;
    private StoredFile? _kept;

    internal FileWriter(FileStore store, string id, in NewFile file)
    {
        (_store, Id, _file) = (store, id, file);
        _blob = store.Blobs.Create(id, AnnounceAsync);
    }

    /// <summary>The file's id.</summary>
    public string Id { get; }

    /// <summary>How many bytes have been written.</summary>
    public long Length => _blob.Length;

    /// <summary>The file's media type; known at the latest when it is committed.</summary>
    public string ContentType { get; set; } = "application/octet-stream";

    /// <summary>The picture's width and height in pixels; 0 where they are unknown.</summary>
    public (int Width, int Height) Size { get; set; }

    /// <summary>Adds bytes at the end. After a failure the bytes before it can still be read.</summary>
    /// <exception cref="StoreException">There is no room for them.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _store.TakeRoom(bytes.Length);
        try
        {
            _blob.Append(bytes);
        }
        catch (Exception e) when (Blobs.IsFailure(e))
        {
            _store.ReturnRoom(bytes.Length);
            throw new StoreException("the disk is full, or cannot be written to", e);
        }
        _hash.AppendData(bytes);
    }

    /// <summary>Reads what was written, from a position on.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public int Read(long position, Span<byte> into) => _blob.Read(position, into);

    /// <summary>Waits until the store has confirmed the file.</summary>
    /// <exception cref="StoreException">It could not.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask<StoredFile> CommitAsync(CancellationToken cancellation)
    {
        var now = _store.Time.GetUtcNow();
        var file = new StoredFile
        {
            Id = Id,
            Kind = _file.Kind,
            Blob = Id,
            Sha256 = Convert.ToHexStringLower(_hash.GetCurrentHash()),
            Length = Length,
            ContentType = ContentType,
            Width = Size.Width,
            Height = Size.Height,
            Created = now,
            Expires = now + _file.TimeToLive,
            Owner = _file.Owner,
        };
        try
        {
            if (await TryShareAsync(file, cancellation) is { } shared)
                return _kept = shared;
            // Once its bytes are in place, only the index is asked again.
            if (!_isComplete)
                await _blob.CompleteAsync(cancellation);
            _isComplete = true;
            _kept = await _store.Index.AddAsync(file, cancellation);
        }
        catch (Exception e) when (Blobs.IsFailure(e) || StateDatabase.IsFailure(e))
        {
            throw new StoreException(e is StateException or System.Data.Common.DbException ? "its index cannot be written" : e.Message, e);
        }
        return _kept ?? throw new StoreException("its place was given up while it was written");
    }

    public async ValueTask DisposeAsync()
    {
        _store.ReturnRoom(Length);
        _hash.Dispose();
        await _blob.DisposeAsync();
        // An addition whose answer was lost may have given it a file: then it stays.
        if (_isAnnounced && _kept?.Blob != Id)
            await _store.GiveUpAsync(Id);
    }

    // The same bytes are there already.
    private async ValueTask<StoredFile?> TryShareAsync(StoredFile file, CancellationToken cancellation)
    {
        if (await _store.Index.FindBlobAsync(file.Sha256, cancellation) is not { } blob
            || !await _store.Blobs.ExistsAsync(blob, file.Length, cancellation))
        {
            return null;
        }
        return await _store.Index.ShareAsync(file with { Blob = blob }, cancellation);
    }

    private async Task AnnounceAsync(CancellationToken cancellation)
    {
        _isAnnounced = true;
        await _store.Index.AnnounceAsync(Id, cancellation);
    }
}
