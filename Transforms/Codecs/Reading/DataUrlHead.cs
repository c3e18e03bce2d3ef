using System.Text;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>What the beginning of a string tells about the rest.</summary>
internal enum DataUrlVerdict
{
    /// <summary>More bytes are needed.</summary>
    Undecided,
    /// <summary>Not a data URL: <see cref="DataUrlHead.Held"/> belongs to the value.</summary>
    Other,
    /// <summary>The data URL of a picture: its base64 follows.</summary>
    Base64,
}

/// <summary>Reads the beginning of a JSON string that may be <c>data:image/…;base64,</c> and then a picture, in slices as they arrive.</summary>
internal sealed class DataUrlHead
{
    // The most bytes before a data URL's comma: a media type with its parameters.
    private const int MaxHead = 512;

    private static ReadOnlySpan<byte> Scheme => "data:"u8;

    private readonly byte[] _held = new byte[MaxHead];
    private int _count;

    /// <summary>The bytes that were read and not passed on.</summary>
    public ReadOnlySpan<byte> Held => _held.AsSpan(0, _count);

    /// <summary>Prepares for the next string.</summary>
    public void Reset() => _count = 0;

    /// <summary>Reads the bytes that are needed to decide from the front of a slice.</summary>
    /// <param name="raw">The next slice, still escaped; afterwards the unread rest.</param>
    /// <exception cref="FormatException">The string is a data URL but not of a picture in base64.</exception>
    public DataUrlVerdict Read(ref ReadOnlySpan<byte> raw)
    {
        if (_count < Scheme.Length)
        {
            var missing = Math.Min(Scheme.Length - _count, raw.Length);
            Hold(raw[..missing]);
            raw = raw[missing..];
            if (_count < Scheme.Length)
                return DataUrlVerdict.Undecided;
        }
        if (!IsScheme)
            return DataUrlVerdict.Other;
        var comma = raw.IndexOf((byte)',');
        Hold(comma < 0 ? raw : raw[..comma]);
        raw = comma < 0 ? [] : raw[(comma + 1)..];
        if (comma < 0)
            return DataUrlVerdict.Undecided;
        CheckMediaType();
        return DataUrlVerdict.Base64;
    }

    /// <summary>Ends a string that is still undecided.</summary>
    /// <exception cref="FormatException">The string is the beginning of a data URL.</exception>
    public void End()
    {
        if (_count >= Scheme.Length && IsScheme)
            throw new FormatException("a data URL that ends before its data");
    }

    private bool IsScheme => Ascii.EqualsIgnoreCase(_held.AsSpan(0, Scheme.Length), Scheme);

    private void CheckMediaType()
    {
        var head = JsonText.Unescape(_held.AsSpan(Scheme.Length, _count - Scheme.Length)).Trim();
        if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            throw new FormatException("a data URL that is not base64");
        var isPicture = head.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || head[0] == ';';
        if (!isPicture)
            throw new FormatException("a data URL that is no picture");
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxHead - _count)
            throw new FormatException("a data URL whose beginning is too long");
        bytes.CopyTo(_held.AsSpan(_count));
        _count += bytes.Length;
    }
}
