using System.Text;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Wire.Pictures;

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
/// <param name="isLenient">True takes a data URL that is no picture in base64 for any other string.</param>
internal sealed class DataUrlHead(bool isLenient = false)
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
        var head = comma < 0 ? raw : raw[..comma];
        if (isLenient && head.Length > MaxHead - _count)
            return DataUrlVerdict.Other;
        Hold(head);
        raw = raw[head.Length..];
        if (comma < 0)
            return DataUrlVerdict.Undecided;
        if (Fault() is { } fault)
            return isLenient ? DataUrlVerdict.Other : throw new FormatException(fault);
        raw = raw[1..];
        return DataUrlVerdict.Base64;
    }

    /// <summary>Ends a string that is still undecided.</summary>
    /// <exception cref="FormatException">The string is the beginning of a data URL.</exception>
    public void End()
    {
        if (!isLenient && _count >= Scheme.Length && IsScheme)
            throw new FormatException("a data URL that ends before its data");
    }

    private bool IsScheme => Ascii.EqualsIgnoreCase(_held.AsSpan(0, Scheme.Length), Scheme);

    private string? Fault()
    {
        var head = JsonText.Unescape(_held.AsSpan(Scheme.Length, _count - Scheme.Length)).Trim();
        if (!head.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return "a data URL that is not base64";
        var isPicture = head.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || head[0] == ';';
        return isPicture ? null : "a data URL that is no picture";
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxHead - _count)
            throw new FormatException("a data URL whose beginning is too long");
        bytes.CopyTo(_held.AsSpan(_count));
        _count += bytes.Length;
    }
}
