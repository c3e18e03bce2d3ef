using System.Buffers.Binary;
using System.Text;

namespace Iris.Gateway.Tests.Unit.Transforms.Answers;

/// <summary>Beginnings of pictures, enough for format and size, as base64.</summary>
internal static class Pictures
{
    /// <summary>A PNG's signature and header, and some bytes that stand for its data.</summary>
    public static string Png(int width, int height, int length = 60)
    {
        var bytes = new byte[length];
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
        signature.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        for (var i = 24; i < length; i++)
            bytes[i] = (byte)(i * 37);
        return Convert.ToBase64String(bytes);
    }

    public static string Gif(int width, int height) =>
        Convert.ToBase64String([.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), .. new byte[40]]);

    public static string Jpeg(int width, int height) => Convert.ToBase64String(
        [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, .. new byte[60]]);

    public static string Webp() => Convert.ToBase64String([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8, .. new byte[60]]);

    public static string Svg(string prolog = "") =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(prolog + "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>"));
}
