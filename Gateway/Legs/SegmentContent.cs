using System.Buffers;
using System.Net;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// Sends a body's segments in order, as often as needed; the length is known. A client's picture is read while it is sent, a piece at a time, so
/// that it is never held.
/// </summary>
internal sealed class SegmentContent : HttpContent
{
    // A multiple of four, for base64; as large as the pieces that the gateway moves in the other direction.
    private const int Piece = 64 * 1024;

    private readonly ProviderBody _body;
    private readonly Action? _taken;

    private SegmentContent(ProviderBody body, Action? taken) => (_body, _taken) = (body, taken);

    /// <summary>Creates the content of a body; a body of one segment in memory needs no list.</summary>
    /// <param name="body">The body.</param>
    /// <param name="taken">Called each time that the connection has taken a piece of a client's picture.</param>
    public static HttpContent Of(ProviderBody body, Action? taken = null) =>
        body.Count == 1 && body[0].Content is null ? new ReadOnlyMemoryContent(body[0].Bytes) : new SegmentContent(body, taken);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _body.Count; i++)
        {
            if (_body[i].Content is null)
                await stream.WriteAsync(_body[i].Bytes, cancellationToken);
            else
                await SendPictureAsync(_body[i], stream, cancellationToken);
        }
    }

    private async Task SendPictureAsync(BodySegment picture, Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var sent = 0L; sent < picture.Length;)
            {
                var count = picture.Read(sent, buffer.AsSpan(0, Piece));
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                sent += count;
                _taken?.Invoke();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
