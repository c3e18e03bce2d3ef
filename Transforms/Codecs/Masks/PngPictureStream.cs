using System.Buffers.Binary;

namespace Iris.Transforms.Codecs.Masks;

/// <summary>Reads the compressed picture data of a PNG as one stream, through the chunks that it is divided into.</summary>
/// <param name="png">The file, behind the head of the first <c>IDAT</c> chunk.</param>
/// <param name="length">That chunk's length.</param>
internal sealed class PngPictureStream(Stream png, int length) : Stream
{
    private int _left = length;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            if (!NextChunk())
                return 0;
        }
        if (_left < 0)
            return 0;
        var count = png.Read(buffer[..Math.Min(buffer.Length, _left)]);
        if (count == 0 && !buffer.IsEmpty)
            throw new InvalidDataException("a PNG ends too early");
        _left -= count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // The chunks of picture data follow each other directly.
    private bool NextChunk()
    {
        Span<byte> head = stackalloc byte[12];
        PngHeader.ReadExactly(png, head);
        _left = BinaryPrimitives.ReadInt32BigEndian(head[4..]);
        if (_left >= 0 && head[8..].SequenceEqual("IDAT"u8))
            return true;
        _left = -1;
        return false;
    }
}
