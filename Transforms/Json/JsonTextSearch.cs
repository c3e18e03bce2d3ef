using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Iris.Transforms.Json;

/// <summary>
/// Finds the end of a run of ordinary string text: megabytes of it, in a picture. The library's search can look for any set of bytes; for
/// quotes, backslashes and control characters three comparisons do, and no lookups.
/// </summary>
internal static class JsonTextSearch
{
    // Shorter texts are members' values, for which setting up does not pay.
    private const int LeastBlock = 64;

    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>The index of the first quote, backslash or control character; negative when there is none.</summary>
    public static int IndexOfSpecial(ReadOnlySpan<byte> text)
    {
        if (text.Length < LeastBlock)
            return text.IndexOfAny(Special);
        var searched = Vector256.IsHardwareAccelerated ? Skip256(text) : Vector128.IsHardwareAccelerated ? Skip128(text) : 0;
        var rest = text[searched..].IndexOfAny(Special);
        return rest < 0 ? -1 : searched + rest;
    }

    // Whole blocks that hold nothing special; the one that does is left to be searched again.
    private static int Skip256(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at <= text.Length - LeastBlock; at += LeastBlock)
        {
            var found = Find(Vector256.LoadUnsafe(ref start, (nuint)at)) | Find(Vector256.LoadUnsafe(ref start, (nuint)at + 32));
            if (found != Vector256<byte>.Zero)
                break;
        }
        return at;
    }

    private static int Skip128(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at <= text.Length - LeastBlock; at += LeastBlock)
        {
            var found = Find(Vector128.LoadUnsafe(ref start, (nuint)at)) | Find(Vector128.LoadUnsafe(ref start, (nuint)at + 16))
                | Find(Vector128.LoadUnsafe(ref start, (nuint)at + 32)) | Find(Vector128.LoadUnsafe(ref start, (nuint)at + 48));
            if (found != Vector128<byte>.Zero)
                break;
        }
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Find(Vector256<byte> text) =>
        Vector256.Equals(text, Vector256.Create((byte)'"'))
        | Vector256.Equals(text, Vector256.Create((byte)'\\'))
        | Vector256.Equals(Vector256.Min(text, Vector256.Create((byte)0x1F)), text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Find(Vector128<byte> text) =>
        Vector128.Equals(text, Vector128.Create((byte)'"'))
        | Vector128.Equals(text, Vector128.Create((byte)'\\'))
        | Vector128.Equals(Vector128.Min(text, Vector128.Create((byte)0x1F)), text);
}
