using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iris.Transforms.Wire.Json;

/// <summary>
/// Finds the end of a run of ordinary string text: megabytes of it, in a picture. The library's search can look for any set of bytes; for
/// quotes, backslashes and control characters three comparisons do, and no lookups.
/// </summary>
internal static class JsonTextSearch
{
    // Of as many vectors as are searched at once; shorter texts are members' values, for which setting up does not pay.
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

    // Whole blocks that hold nothing special; the one that does is left to be searched again.
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
