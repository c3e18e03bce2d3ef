using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Masks;
using Iris.Transforms.Requests;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Masks;

/// <summary>Promise: what a client marks is what changes, pixel by pixel, whatever its tool has written and whatever the provider expects.</summary>
public sealed class MaskTests
{
    private const int Width = 13;
    private const int Height = 11;

    // Each kind of PNG with the strengths that its pixels mean.
    private static IEnumerable<TestCaseData> Kinds()
    {
        yield return Kind("colour with alpha", 6, 8, pixel => ([pixel, 7, 9, 255 - pixel], pixel));
        yield return Kind("colour with alpha, 16 bits", 6, 16, pixel => ([pixel, 7, 9, (255 - pixel) << 8 | 3], pixel));
        yield return Kind("grey with alpha", 4, 8, pixel => ([1, 255 - pixel], pixel));
        yield return Kind("grey with alpha, 16 bits", 4, 16, pixel => ([1, (255 - pixel) << 8], pixel));
        yield return Kind("grey", 0, 8, pixel => ([pixel], pixel), hasAlpha: false);
        yield return Kind("grey, 16 bits", 0, 16, pixel => ([pixel << 8 | 17], pixel), hasAlpha: false);
        yield return Kind("black and white", 0, 1, pixel => ([pixel >> 7], pixel >= 128 ? 255 : 0), hasAlpha: false);
        yield return Kind("grey, 2 bits", 0, 2, pixel => ([pixel >> 6], (pixel >> 6) * 85), hasAlpha: false);
        yield return Kind("grey, 4 bits", 0, 4, pixel => ([pixel >> 4], (pixel >> 4) * 17), hasAlpha: false);
        yield return Kind("grey, one colour transparent", 0, 8, pixel => ([pixel & 3], (pixel & 3) == 2 ? 255 : 0), [("tRNS", [0, 2])]);
        yield return Kind("colour", 2, 8, pixel => ([pixel, pixel, pixel], pixel), hasAlpha: false);
        yield return Kind("colour, one colour transparent", 2, 8, pixel => ([1, 2, pixel & 3], (pixel & 3) == 3 ? 255 : 0), [("tRNS", [0, 1, 0, 2, 0, 3])]);
        yield return Kind(
            "palette with alpha", 3, 2, pixel => ([pixel >> 6], (pixel >> 6) switch { 0 => 255, 1 => 155, _ => 0 }), [("PLTE", new byte[12]), ("tRNS", [0, 100])]);
        yield return Kind("palette", 3, 1, pixel => ([pixel >> 7], pixel >= 128 ? 255 : 0), [("PLTE", [0, 0, 0, 255, 255, 255])], hasAlpha: false);
    }

    [TestCaseSource(nameof(Kinds))]
    public void Mask_EachKindOfPng_ChangesWhatItMarks(byte[] png, int[] strengths, bool hasAlpha)
    {
        foreach (var (form, wanted) in new (MaskForm, Func<int, int>)[]
        {
            (MaskForm.White, strength => strength),
            (MaskForm.PureWhite, strength => strength >= 128 ? 255 : 0),
            (MaskForm.PureBlack, strength => strength >= 128 ? 0 : 255),
        })
        {
            Assert.That(Pixels(Convert(png, form, out var isAlpha)), Is.EqualTo(strengths.Select(wanted)), form.ToString());
            Assert.That(isAlpha, Is.EqualTo(hasAlpha));
        }
    }

    [Test]
    public void Mask_OfAnotherProgram_IsReadAsThatProgramReadsIt()
    {
        using var bitmap = new SKBitmap(67, 45, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var strengths = new List<int>();
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var alpha = (byte)(x * 37 ^ y * 11);
                bitmap.SetPixel(x, y, new SKColor((byte)x, (byte)y, 200, alpha));
                strengths.Add(255 - alpha);
            }
        }
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        Assert.That(Pixels(Convert(png.ToArray(), MaskForm.White, out _)), Is.EqualTo(strengths));
    }

    [Test]
    public void Mask_Interlaced_IsLeftToADecoder() =>
        Assert.That(PngMaskRows.Open(new HeldContent(PngSample.Write(6, 8, 1, [[0, 0, 0, 0]], interlaced: true)), 1), Is.Null);

    [Test]
    public void Mask_CutAnywhere_IsRefused()
    {
        var png = PngSample.Write(6, 8, 2, [[1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]], chunk: 100_000);
        // Behind the data stand the check sums, which nothing depends on.
        for (var length = 0; length < png.Length - 24; length++)
            Assert.That(() => Convert(png[..length], MaskForm.White, out _), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
    }

    [Test]
    public void Mask_WithoutRows_IsRefused() =>
        Assert.That(
            () => PngMaskRows.Open(new HeldContent(PngSample.Write(0, 8, 50_000, [])), 1_000_000_000),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contain("header"));

    [TestCase(3, 2, 5L), TestCase(60_000, 60_000, 64L << 20)]
    public void Mask_OfMorePixelsThanAllowed_IsRefused(int width, int height, long most)
    {
        var png = PngSample.Write(0, 8, width, [[1, 2, 3]]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        Assert.That(() => PngMaskRows.Open(new HeldContent(png), most), Throws.InstanceOf<InvalidDataException>().With.Message.Contain($"{most} pixels"));
    }

    // The memory of a conversion is some rows and buffers, whatever the number of rows.
    // It measures allocations, which grow while others empty the shared pool of buffers.
    [NonParallelizable]
    [Test]
    public void Mask_WithMoreRows_TakesNoMoreMemory()
    {
        var small = Rows(64);
        var large = Rows(2_048);
        Convert(large, MaskForm.White, out _);
        Assert.That(Allocated(large), Is.LessThan(Allocated(small) + 64 * 1024));

        static byte[] Rows(int count) => PngSample.Write(6, 8, 64, [.. Enumerable.Range(0, count).Select(_ => new int[256])], chunk: 8_192);

        static long Allocated(byte[] png)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var rows = PngMaskRows.Open(new HeldContent(png), long.MaxValue)!;
            MaskWriter.Write(rows, MaskForm.White, Stream.Null);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static TestCaseData Kind(
        string name, int colourType, int depth, Func<int, (int[] Samples, int Strength)> pixel, (string, byte[])[]? extra = null,
        bool hasAlpha = true)
    {
        var pixels = Enumerable.Range(0, Width * Height).Select(i => pixel(i * 97 % 256)).ToArray();
        var rows = pixels.Chunk(Width).Select(row => row.SelectMany(p => p.Samples).ToArray()).ToArray();
        return new TestCaseData(PngSample.Write(colourType, depth, Width, rows, extra), pixels.Select(p => p.Strength).ToArray(), hasAlpha)
            .SetArgDisplayNames(name);
    }

    private static byte[] Convert(byte[] png, MaskForm form, out bool hasAlpha)
    {
        using var rows = PngMaskRows.Open(new HeldContent(png), 1_000_000)!;
        hasAlpha = rows.HasAlpha;
        var converted = new MemoryStream();
        MaskWriter.Write(rows, form, converted);
        return converted.ToArray();
    }

    // Reads the greyscale picture as the decoder of another program would.
    private static int[] Pixels(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png, new SKImageInfo(Size(png).Width, Size(png).Height, SKColorType.Gray8, SKAlphaType.Opaque));
        return bitmap.GetPixelSpan().ToArray().Chunk(bitmap.RowBytes).SelectMany(row => row.Take(bitmap.Width)).Select(value => (int)value).ToArray();
    }

    private static (int Width, int Height) Size(byte[] png) => (
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
