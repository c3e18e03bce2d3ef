using System.Net;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>Sends a body's segments in order, as often as needed; the length is known.</summary>
internal sealed class SegmentContent : HttpContent
{
    private readonly ProviderBody _body;

    private SegmentContent(ProviderBody body) => _body = body;

    /// <summary>Creates the content of a body; a body of one segment needs no list.</summary>
    public static HttpContent Of(ProviderBody body) => body.Count == 1 ? new ReadOnlyMemoryContent(body[0].Bytes) : new SegmentContent(body);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _body.Count; i++)
            await stream.WriteAsync(_body[i].Bytes, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
