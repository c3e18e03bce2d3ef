using System.Text;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>What the beginning of a string says about the rest.</summary>
internal enum DataUrlVerdict
{
    /// <summary>More bytes are needed.</summary>
    Undecided,
    /// <summary>It is no data URL: <see cref="DataUrlHead.Held"/> belongs to the value.</summary>
    Other,
    /// <summary>It is the data URL of a picture: what follows is its base64.</summary>
    Base64,
}

/// <summary>Reads the beginning of a JSON string that may be <c>data:image/…;base64,</c> and then a picture, in slices as it arrives.</summary>
internal sealed class DataUrlHead
{
    // What stands before a data URL's comma: a media type with its parameters.
    private const int MaxHead = 512;

    private static ReadOnlySpan<byte> Scheme => "data:"u8;

    private readonly byte[] _held = new byte[MaxHead];
    private int _count;

    /// <summary>What has been read and not been handed on.</summary>
    public ReadOnlySpan<byte> Held => _held.AsSpan(0, _count);

    /// <summary>Ready for the next string.</summary>
    public void Reset() => _count = 0;

    /// <summary>Takes what is needed to decide from the front of a slice.</summary>
    /// <param name="raw">The next slice, still escaped; becomes what has not been read.</param>
    /// <exception cref="FormatException">A data URL that is no picture in base64.</exception>
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

    /// <summary>The string has ended undecided.</summary>
    /// <exception cref="FormatException">It is the beginning of a data URL.</exception>
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
