using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Iris.Transforms.Wire.Pictures;

/// <summary>Finds the end of a run of base64 symbols (RFC 4648, section 4, without padding), which is a whole picture long.</summary>
internal static class Base64Search
{
    private const int Block = 4 * 32;

    private static readonly SearchValues<byte> Symbols = SearchValues.Create(Base64Text.Alphabet);

    /// <summary>The index of the first byte that is no symbol; negative when there is none.</summary>
    public static int IndexOfOther(ReadOnlySpan<byte> text)
    {
        var searched = Avx2.IsSupported && text.Length >= Block ? SkipSymbols(text) : 0;
        var rest = text[searched..].IndexOfAnyExcept(Symbols);
        return rest < 0 ? -1 : searched + rest;
    }

    // Skips whole blocks of symbols; the library's search looks at one vector at a time.
    private static int SkipSymbols(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at <= text.Length - Block; at += Block)
        {
            var others = Avx2.Or(
                Avx2.Or(Others(ref start, at), Others(ref start, at + 32)),
                Avx2.Or(Others(ref start, at + 64), Others(ref start, at + 96)));
            if (!Avx.TestZ(others, others))
                break;
        }
        return at;
    }

    // Not zero where a byte is no symbol. Each half of a byte picks a set of bits from a table: the upper half one bit for its row of the ASCII
    // table, the lower half the bits of those rows in which its column holds no symbol.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Others(ref byte start, int at)
    {
        const byte None = 0x01, Signs = 0x02, Digits = 0x04, First = 0x08, Second = 0x10;
        var rows = Vector256.Create(
            None, None, Signs, Digits, First, Second, First, Second, None, None, None, None, None, None, None, None,
            None, None, Signs, Digits, First, Second, First, Second, None, None, None, None, None, None, None, None);
        // Rows 4 and 6 (@A–O, `a–o) lack column 0; rows 5 and 7 (P–Z, p–z) end with column 10; row 3 (0–9) with column 9; row 2 has + and /.
        const byte Column0 = None | Signs | First, Column1 = None | Signs, ColumnA = None | Signs | Digits, ColumnB = None | Digits | Second,
            ColumnC = None | Signs | Digits | Second, ColumnF = None | Digits | Second;
        var columns = Vector256.Create(
            Column0, Column1, Column1, Column1, Column1, Column1, Column1, Column1, Column1, Column1, ColumnA, ColumnB, ColumnC, ColumnC, ColumnC,
            ColumnF,
            Column0, Column1, Column1, Column1, Column1, Column1, Column1, Column1, Column1, Column1, ColumnA, ColumnB, ColumnC, ColumnC, ColumnC,
            ColumnF);
        var text = Vector256.LoadUnsafe(ref start, (nuint)at);
        var upper = Avx2.And(Avx2.ShiftRightLogical(text.AsUInt16(), 4).AsByte(), Vector256.Create((byte)0x0F));
        return Avx2.And(Avx2.Shuffle(rows, upper), Avx2.Shuffle(columns, Avx2.And(text, Vector256.Create((byte)0x0F))));
    }
}
