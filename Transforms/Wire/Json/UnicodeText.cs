using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Iris.Transforms.Wire.Json;

/// <summary>Finds and replaces what is no Unicode in raw JSON: bytes that are not UTF-8, and half a surrogate pair written as an escape.</summary>
internal static class UnicodeText
{
    private static ReadOnlySpan<byte> Replacement => "\\ufffd"u8;

    /// <summary>Whether raw JSON, or a part of it with whole escapes, is valid Unicode.</summary>
    public static bool IsValid(ReadOnlySpan<byte> raw) => Utf8.IsValid(raw) && LoneSurrogate(raw) < 0;

    /// <summary>The same JSON with U+FFFD for what is no Unicode.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> raw)
    {
        var output = new ArrayBufferWriter<byte>(raw.Length + 16);
        while (LoneSurrogate(raw) is >= 0 and var at)
        {
            WritePlain(output, raw[..at]);
            output.Write(Replacement);
            raw = raw[(at + Replacement.Length)..];
        }
        WritePlain(output, raw);
        return output.WrittenSpan.ToArray();
    }

    // The decoder puts U+FFFD for each broken sequence.
    private static void WritePlain(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(raw), output);

    private static int LoneSurrogate(ReadOnlySpan<byte> raw)
    {
        var seen = 0;
        while (raw[seen..].IndexOf((byte)'\\') is >= 0 and var next)
        {
            seen += next;
            var length = JsonEscape.Measure(raw[seen..], final: true);
            if (length < 0)
                return -1;
            // A pair of escapes is one unit of twelve bytes.
            if (length == 6 && raw[seen + 2] is (byte)'d' or (byte)'D' && raw[seen + 3] is not (>= (byte)'0' and <= (byte)'7'))
                return seen;
            seen += length;
        }
        return -1;
    }
}
