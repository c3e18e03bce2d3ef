using Iris.Transforms.Requests;

namespace Iris.Gateway.Spool;

/// <summary>One picture of a store.</summary>
/// <param name="store">The store.</param>
/// <param name="start">The picture's first byte in it.</param>
/// <param name="length">The number of bytes.</param>
internal sealed class SpooledContent(SpoolStore store, long start, long length) : InputContent
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(long position, Span<byte> into)
    {
        var rest = length - position;
        return rest <= 0 || into.IsEmpty ? 0 : store.Read(start + position, rest < into.Length ? into[..(int)rest] : into);
    }
}
