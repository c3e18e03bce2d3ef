using System.Security.Cryptography;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>Hashes a body by writing it into a stream that stores nothing, so that a 32 MB edit is not copied.</summary>
internal static class PayloadHash
{
    private static readonly string Empty = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>The SHA-256 in lower-case hex. The content must allow a second write when it is sent.</summary>
    public static async ValueTask<string> OfAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
            return Empty;
        await using var sink = new Sink();
        await content.CopyToAsync(sink, cancellationToken);
        return sink.Hash();
    }

    private sealed class Sink : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public override void Write(ReadOnlySpan<byte> buffer) => _hash.AppendData(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return default;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
