using System.Buffers;
using System.Net;
using Microsoft.Win32.SafeHandles;

namespace Iris.Gateway.Store.S3;

/// <summary>A part of a file on this machine's disk as a request's body; it may be written several times.</summary>
internal sealed class LocalContent(SafeFileHandle file, long start, long length) : HttpContent
{
    private const int Block = 64 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (var at = 0L; at < length;)
            {
                var most = (int)Math.Min(block.Length, length - at);
                var count = await RandomAccess.ReadAsync(file, block.AsMemory(0, most), start + at, cancellationToken);
                if (count == 0)
                    throw new IOException("the local copy of a file is shorter than it was");
                await stream.WriteAsync(block.AsMemory(0, count), cancellationToken);
                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
