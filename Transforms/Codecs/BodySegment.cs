using System.Buffers;
using System.Buffers.Text;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>A part of a body: bytes that are here, or a client's picture, which is read anew each time it is sent.</summary>
/// <param name="Bytes">The bytes to send; they must not change while the request lives. Empty for a picture.</param>
public readonly record struct BodySegment(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Creates a segment of a client's picture.</summary>
    /// <param name="content">The picture's bytes.</param>
    /// <param name="asBase64">Whether they are sent as base64 text (RFC 4648, padded) instead of as they are.</param>
    public BodySegment(InputContent content, bool asBase64)
        : this(ReadOnlyMemory<byte>.Empty) => (Content, AsBase64) = (content, asBase64);

    /// <summary>The picture to send; null when <see cref="Bytes"/> are sent.</summary>
    public InputContent? Content { get; }
    /// <summary>Whether <see cref="Content"/> is sent as base64.</summary>
    public bool AsBase64 { get; }

    /// <summary>The number of bytes to send.</summary>
    public long Length => Content is null ? Bytes.Length
        : AsBase64 ? (Content.Length + 2) / 3 * 4
        : Content.Length;

    /// <summary>Reads what is sent, from a position on.</summary>
    /// <param name="position">The first byte's position, 0..<see cref="Length"/>; a multiple of four in base64.</param>
    /// <param name="into">Receives the bytes; room for at least four.</param>
    /// <returns>How many bytes were read, in base64 whole groups of four; 0 only at the end.</returns>
    /// <exception cref="IOException">A picture's bytes cannot be read, or end too early.</exception>
    public int Read(long position, Span<byte> into)
    {
        if (Content is null)
        {
            var rest = Bytes.Span[(int)position..];
            rest = rest[..Math.Min(rest.Length, into.Length)];
            rest.CopyTo(into);
            return rest.Length;
        }
        if (!AsBase64)
            return Fill(Content, position, into[..(int)Math.Min(into.Length, Length - position)]);
        var from = position / 4 * 3;
        // Encoding in place is many times slower than from one buffer into another.
        var raw = ArrayPool<byte>.Shared.Rent(into.Length / 4 * 3);
        try
        {
            var count = Fill(Content, from, raw.AsSpan(0, (int)Math.Min(into.Length / 4 * 3, Content.Length - from)));
            Base64.EncodeToUtf8(raw.AsSpan(0, count), into, out _, out var written);
            return written;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    private static int Fill(InputContent content, long position, Span<byte> into)
    {
        var filled = 0;
        while (filled < into.Length)
        {
            var count = content.Read(position + filled, into[filled..]);
            if (count == 0)
                throw new EndOfStreamException("a picture's bytes end before its length");
            filled += count;
        }
        return filled;
    }
}
