namespace Iris.Transforms.Codecs;

/// <summary>A part of a body.</summary>
/// <param name="Bytes">What is sent; not changed while the request lives.</param>
public readonly record struct BodySegment(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>How much is sent, in bytes.</summary>
    public long Length => Bytes.Length;
}

/// <summary>
/// A request's body: segments that are sent one behind the other, so that what is large is sent from where it lies. It can be sent again,
/// and its length is known before it is sent. The default value is no body.
/// </summary>
public readonly record struct ProviderBody
{
    // Nearly every body is one segment, which needs no list.
    private readonly BodySegment _first;
    private readonly BodySegment[]? _all;

    /// <summary>A body of bytes that lie together.</summary>
    public ProviderBody(ReadOnlyMemory<byte> bytes)
    {
        _first = new BodySegment(bytes);
        Length = _first.Length;
    }

    /// <summary>A body of several segments.</summary>
    public ProviderBody(IEnumerable<BodySegment> segments)
    {
        _all = [.. segments];
        Length = _all.Sum(segment => segment.Length);
    }

    /// <summary>The whole length in bytes.</summary>
    public long Length { get; }

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>How many segments there are; 0 for no body.</summary>
    public int Count => IsEmpty ? 0 : _all?.Length ?? 1;

    /// <summary>A segment, the first one at 0.</summary>
    public BodySegment this[int index] => _all is { } all ? all[index] : _first;

    /// <summary>A copy of the whole body.</summary>
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
