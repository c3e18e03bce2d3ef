using System.IO.Compression;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Legs;

/// <summary>
/// A compressed answer, decoded as it comes. It holds at most 16 KiB of decoded bytes, and bytes that have arrived never wait for the next ones. A
/// read without a buffer ends when there are decoded bytes, as a connection's does.
/// </summary>
internal sealed class DecodedBody(Stream body, ContentCoding coding) : ForwardStream
{
    private const int BufferSize = 16 * 1024;

    /// <summary>
    /// The most decoded bytes for each byte that came, beyond <see cref="FreeBytes"/>. Base64 and JSON shrink to a half or a tenth; only an answer
    /// that is made to exhaust its reader exceeds this.
    /// </summary>
    public const int MostGrowth = 32;

    /// <summary>The decoded bytes that are free of the bound: a small answer may be as repetitive as it likes.</summary>
    public const long FreeBytes = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly Encoded _encoded = new(body);
    private Stream? _decoder;
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private long _decoded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !_isAtEnd)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        int count;
        try
        {
            _decoder ??= await OpenAsync(cancellationToken);
            count = await _decoder.ReadAsync(_buffer, cancellationToken);
        }
        // Brotli's decoder has no exception of its own for invalid data.
        catch (Exception e) when (e is InvalidDataException || e.GetType() == typeof(InvalidOperationException))
        {
            throw new UnreadableAnswerException($"The provider's answer is not valid {Name}, which its content encoding says.", e);
        }
        (_start, _end, _isAtEnd) = (0, count, count == 0);
        _decoded += count;
        if (_decoded > FreeBytes + MostGrowth * _encoded.Count)
            throw new UnreadableAnswerException($"The provider's answer grows more than {MostGrowth} times when it is decoded ({Name}).");
    }

    // A zlib header begins with 8 in its low bits (RFC 1950, section 2.2); no block of a bare deflate stream that a compressor writes does.
    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(_encoded, CompressionMode.Decompress),
        ContentCoding.Brotli => new BrotliStream(_encoded, CompressionMode.Decompress),
        _ => (await _encoded.PeekAsync(cancellationToken) & 0xF) == 8
            ? new ZLibStream(_encoded, CompressionMode.Decompress)
            : new DeflateStream(_encoded, CompressionMode.Decompress),
    };

    private string Name => coding switch
    {
        ContentCoding.Gzip => "gzip",
        ContentCoding.Brotli => "br",
        _ => "deflate",
    };

    public override async ValueTask DisposeAsync()
    {
        if (_decoder is not null)
            await _decoder.DisposeAsync();
        await body.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder?.Dispose();
            body.Dispose();
        }
        base.Dispose(disposing);
    }

    // The bytes as they come: counted, and the first one can be seen before it is read.
    private sealed class Encoded(Stream source) : ForwardStream
    {
        private readonly byte[] _first = new byte[1];
        private bool _hasFirst;

        public long Count { get; private set; }

        public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
        {
            if (!_hasFirst)
                _hasFirst = await source.ReadAsync(_first, cancellationToken) == 1;
            return _first[0];
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_hasFirst || buffer.IsEmpty)
                return CountAsync(source.ReadAsync(buffer, cancellationToken));
            _hasFirst = false;
            buffer.Span[0] = _first[0];
            Count++;
            return new(1);
        }

        private async ValueTask<int> CountAsync(ValueTask<int> reading)
        {
            var count = await reading;
            Count += count;
            return count;
        }
    }
}
