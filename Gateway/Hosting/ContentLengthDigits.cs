using System.Text;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Makes the server read a <c>Content-Length</c> as RFC 9110, section 8.6, writes it: digits only. Its parser takes a sign as well, and a proxy
/// that passes on 28 where it was told <c>+28</c> disagrees with the next one about where the request ends.
/// </summary>
internal sealed class ContentLengthDigits : Encoding
{
    private static readonly ContentLengthDigits Instance = new();

    /// <summary>The encoding of a header's value: this one for the length, the server's own for every other.</summary>
    public static Encoding? Select(string header) => header.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? Instance : null;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var count = Math.Min(byteCount, chars.Length - charIndex);
        for (var i = 0; i < count; i++)
            chars[charIndex + i] = Digit(bytes[byteIndex + i]);
        return count;
    }

    // The server gives room for one digit more than a length may have, so that a longer value is refused as well.
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < count; i++)
            chars[i] = Digit(bytes[i]);
        return count;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => charCount;

    // No number parser takes the other character.
    private static char Digit(byte value) => value is >= (byte)'0' and <= (byte)'9' ? (char)value : '?';
}
