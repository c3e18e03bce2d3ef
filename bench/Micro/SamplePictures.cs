using System.Buffers.Text;

namespace Iris.Bench.Micro;

/// <summary>Pictures with the head and the end of a PNG, which readers look at, and noise in between.</summary>
internal static class SamplePictures
{
    private static ReadOnlySpan<byte> Head =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 4, 0, 0, 0, 4, 0, 8, 2,
            0, 0, 0];

    private static ReadOnlySpan<byte> End => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    public static byte[] Bytes(int length)
    {
        var png = new byte[length];
        new Random(1).NextBytes(png);
        Head.CopyTo(png);
        End.CopyTo(png.AsSpan(length - End.Length));
        return png;
    }

    /// <summary>Base64 of a number of characters, a multiple of four.</summary>
    public static byte[] Base64Text(int characters)
    {
        var text = new byte[characters];
        Base64.EncodeToUtf8(Bytes(characters / 4 * 3), text, out _, out _);
        return text;
    }
}
