namespace Iris.Transforms.Codecs.Masks;

/// <summary>Writes compressed picture data as <c>IDAT</c> chunks of at most <see cref="Most"/> bytes. Disposing writes the last one.</summary>
internal sealed class PngDataStream(Stream into) : Stream
{
    private const int Most = 32 * 1024;

    private readonly byte[] _data = new byte[Most];
    private int _count;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_count == Most)
                WriteChunk();
            var taken = Math.Min(Most - _count, buffer.Length);
            buffer[..taken].CopyTo(_data.AsSpan(_count));
            _count += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _count > 0)
            WriteChunk();
        base.Dispose(disposing);
    }

    private void WriteChunk()
    {
        PngChunk.Write(into, "IDAT"u8, _data.AsSpan(0, _count));
        _count = 0;
    }
}
