using Iris.Transforms.Answers;

namespace Iris.Gateway.Recordings;

/// <summary>A complete answer out of the store.</summary>
/// <param name="head">Its head.</param>
/// <param name="body">Its body, at the beginning.</param>
internal sealed class StoredAnswer(RecordedHead head, Stream body) : IAnswerSource
{
    private long _position;

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
