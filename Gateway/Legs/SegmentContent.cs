using System.Net;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>Sends a body's segments one behind the other, as often as it is asked to; its length is known.</summary>
internal sealed class SegmentContent : HttpContent
{
    private readonly ProviderBody _body;

    private SegmentContent(ProviderBody body) => _body = body;

    /// <summary>The content of a body; one that lies together needs no list of its parts.</summary>
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
