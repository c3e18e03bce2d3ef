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
}

/// <summary>
/// A request's body: segments that are sent in order, so that a large segment is sent without a copy. The body can be sent again, and its length is
/// known before it is sent. The default value is an empty body.
/// </summary>
public readonly record struct ProviderBody
{
    // Nearly every body has one segment and needs no array.
    private readonly BodySegment _first;
    private readonly BodySegment[]? _all;

    /// <summary>Creates a body of one segment.</summary>
    public ProviderBody(ReadOnlyMemory<byte> bytes)
    {
        _first = new BodySegment(bytes);
        Length = _first.Length;
    }

    /// <summary>Creates a body of several segments.</summary>
    public ProviderBody(IEnumerable<BodySegment> segments)
    {
        _all = [.. segments];
        Length = _all.Sum(segment => segment.Length);
    }

    /// <summary>The total length in bytes.</summary>
    public long Length { get; }

    /// <summary>Whether the body is empty.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The number of segments; 0 for an empty body.</summary>
    public int Count => IsEmpty ? 0 : _all?.Length ?? 1;

    /// <summary>The segment at an index, from 0.</summary>
    public BodySegment this[int index] => _all is { } all ? all[index] : _first;

    /// <summary>A copy of the whole body, which must not have pictures.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var rest = bytes.AsSpan();
        for (var i = 0; i < Count; i++)
        {
            this[i].Bytes.Span.CopyTo(rest);
            rest = rest[this[i].Bytes.Length..];
        }
        return bytes;
    }
}
