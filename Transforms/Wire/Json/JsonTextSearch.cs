using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iris.Transforms.Wire.Json;

/// <summary>
/// Finds the end of a run of ordinary string text, which in a picture is megabytes long. The library's search works for any set of bytes and needs
/// lookup tables; quotes, backslashes and control characters need only three comparisons.
/// </summary>
internal static class JsonTextSearch
{
    // The size of one search step: four vectors. Shorter texts are ordinary members' values, for which the set-up does not pay.
    private static readonly int Block = 4 * Vector<byte>.Count;

    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>The index of the first quote, backslash or control character; negative when there is none.</summary>
    public static int IndexOfSpecial(ReadOnlySpan<byte> text)
    {
        var searched = SkipOrdinary(text);
        var rest = text[searched..].IndexOfAny(Special);
        return rest < 0 ? -1 : searched + rest;
    }

    // Skips whole blocks without a special byte. The caller searches the block that holds one.
    private static int SkipOrdinary(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at <= text.Length - Block; at += Block)
        {
            var found = Find(ref start, at) | Find(ref start, at + Vector<byte>.Count)
                | Find(ref start, at + (2 * Vector<byte>.Count)) | Find(ref start, at + (3 * Vector<byte>.Count));
            if (found != Vector<byte>.Zero)
                break;
        }
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Find(ref byte start, int at)
    {
        var text = Vector.LoadUnsafe(ref start, (nuint)at);
        return Vector.Equals(text, new Vector<byte>((byte)'"'))
            | Vector.Equals(text, new Vector<byte>((byte)'\\'))
            | Vector.Equals(Vector.Min(text, new Vector<byte>(0x1F)), text);
    }
}
