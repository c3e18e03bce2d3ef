namespace Iris.Transforms.Codecs;

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

    /// <summary>A copy of the whole body.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var rest = bytes.AsSpan();
        for (var i = 0; i < Count; i++)
        {
            for (var read = 0L; read < this[i].Length;)
            {
                var count = this[i].Read(read, rest);
                rest = rest[count..];
                read += count;
            }
        }
        return bytes;
    }
}
