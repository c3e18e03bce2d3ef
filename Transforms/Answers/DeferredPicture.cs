using System.Buffers.Text;
using System.Text;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Transforms.Answers;

/// <summary>Where a picture stands in an answer: its address, or, when the store has not kept it, the picture itself as base64.</summary>
/// <param name="picture">The picture; settled before the part is written.</param>
/// <param name="url">What stands before the address, with the opening quote.</param>
/// <param name="base64">What stands before the base64, with the opening quote; null when it went out already.</param>
internal sealed class DeferredPicture(KeptPicture picture, string url, string? base64) : DeferredPart
{
    private DeferredCopy? _copy;

    /// <summary>The picture.</summary>
    public KeptPicture Picture => picture;

    /// <inheritdoc/>
    public override bool Write(PooledBuffer output)
    {
        if (picture.Address is { } address)
        {
            // An address holds nothing that JSON would escape.
            Put(output, $"{url}{address}\"");
            return false;
        }
        if (base64 is null)
            return false;
        if (_copy is null)
        {
            _copy = new DeferredCopy(picture, picture.Length);
            Put(output, base64);
        }
        if (_copy.Write(output))
            return true;
        Put(output, "\"");
        return false;
    }

    private static void Put(PooledBuffer output, string text)
    {
        var written = Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        output.Advance(written);
    }
}

/// <summary>The base64 of a picture's beginning, read from its copy.</summary>
/// <param name="picture">The picture.</param>
/// <param name="length">How many bytes of it.</param>
internal sealed class DeferredCopy(KeptPicture picture, long length) : DeferredPart
{
    private const int Block = 48 * 1024;

    private long _position;

    /// <inheritdoc/>
    /// <exception cref="EndOfStreamException">The copy is shorter than it was.</exception>
    public override bool Write(PooledBuffer output)
    {
        if (_position == length)
            return false;
        var count = (int)Math.Min(Block, length - _position);
        var text = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(count));
        for (var read = 0; read < count;)
        {
            var more = picture.Read(_position + read, text[read..count]);
            read += more > 0 ? more : throw new EndOfStreamException();
        }
        Base64.EncodeToUtf8InPlace(text, count, out var written);
        output.Advance(written);
        _position += count;
        return _position < length;
    }
}
