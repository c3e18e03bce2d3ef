namespace Iris.Transforms.Requests;

/// <summary>
/// The bytes of a picture that a client sent, wherever they lie. They never change, and may be read as often as needed and by several readers at
/// once, so that retries, fallbacks and parallel calls send the very same bytes. They live as long as the client's call.
/// </summary>
public abstract class InputContent
{
    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Reads bytes from a position on. It may read a local file, but never waits for a peer.</summary>
    /// <param name="position">The first byte's position, 0..<see cref="Length"/>.</param>
    /// <param name="into">Receives the bytes.</param>
    /// <returns>How many bytes were read; 0 only at the end or with an empty <paramref name="into"/>.</returns>
    /// <exception cref="IOException">The bytes cannot be read any more.</exception>
    public abstract int Read(long position, Span<byte> into);
}

/// <summary>Bytes that are in memory: pictures so small that a file would cost more.</summary>
/// <param name="bytes">The bytes; they must not change.</param>
public sealed class HeldContent(ReadOnlyMemory<byte> bytes) : InputContent
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override int Read(long position, Span<byte> into)
    {
        var rest = bytes[(int)Math.Min(position, bytes.Length)..];
        var count = Math.Min(rest.Length, into.Length);
        rest.Span[..count].CopyTo(into);
        return count;
    }
}
