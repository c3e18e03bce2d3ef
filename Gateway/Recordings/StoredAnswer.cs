using Iris.Gateway.Store;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Recordings;

/// <summary>A complete answer out of the store.</summary>
/// <param name="head">Its head.</param>
/// <param name="body">Its body, at the beginning.</param>
internal sealed class StoredAnswer(RecordedHead head, Stream body) : IAnswerSource
{
    private long _position;

    /// <summary>Opens an answer that can be given whole.</summary>
    /// <param name="files">The store.</param>
    /// <param name="head">The answer's head.</param>
    /// <param name="id">The file of its body.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null where its body is gone, or a picture whose address it names.</returns>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    /// <exception cref="IOException">The body cannot be read.</exception>
    public static async ValueTask<StoredAnswer?> OpenAsync(FileStore files, RecordedHead head, string id, CancellationToken cancellation)
    {
        foreach (var picture in head.Files)
        {
            if (await OpenAsync(files, picture, cancellation) is not { } there)
                return null;
            await there.DisposeAsync();
        }
        if (await OpenAsync(files, id, cancellation) is not { } body)
            return null;
        try
        {
            // What lies in a bucket tells only now whether it is there: before the answer has a status.
            var read = await body.ReadAsync(Memory<byte>.Empty, cancellation);
            return new StoredAnswer(head, body) { _position = read };
        }
        catch (FileNotFoundException)
        {
            await body.DisposeAsync();
            return null;
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    private static async ValueTask<Stream?> OpenAsync(FileStore files, string id, CancellationToken cancellation) =>
        await files.FindAsync(id, cancellation) is { } file ? files.Open(file) : null;

    public long? Length => body.Length;

    public bool IsBroken => false;

    public ImageError? Failure => head.Failure;

    public ValueTask<RecordedHead?> HeadAsync(CancellationToken cancellation) => new(head);

    public ValueTask<bool> WaitAsync(long position, CancellationToken cancellation) => new(position < body.Length);

    public async ValueTask<int> ReadAsync(long position, Memory<byte> into, CancellationToken cancellation)
    {
        if (position != _position)
            throw new InvalidOperationException("A stored answer is read from its beginning to its end.");
        var count = await body.ReadAsync(into, cancellation);
        _position += count;
        return count > 0 ? count : throw new IOException("the stored answer is shorter than it was");
    }

    public ValueTask DisposeAsync() => body.DisposeAsync();
}
