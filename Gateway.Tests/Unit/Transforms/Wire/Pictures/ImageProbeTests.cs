using System.Text;
using Iris.Transforms.Wire.Pictures;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Pictures;

/// <summary>Promise: format and size are read from real files' first bytes, however they arrive, and foreign bytes never mislead.</summary>
public sealed class ImageProbeTests
{
    private const int Width = 37;
    private const int Height = 21;

    // Complete files of other makers; the size is the one their own tools show.
    private static readonly (string Name, string Base64, ImageFormat Format, int Width, int Height)[] Files =
    [
        ("png 1x1", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", ImageFormat.Png, 1, 1),
        ("gif 1x1", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", ImageFormat.Gif, 1, 1),
        ("webp lossy 1x1", "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA", ImageFormat.Webp, 1, 1),
        ("webp lossless 1x1", "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==", ImageFormat.Webp, 1, 1),
        ("webp extended 1x1", "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA==", ImageFormat.Webp, 1, 1),
    ];

    private static readonly (string Name, byte[] Bytes, ImageFormat Format, int Width, int Height)[] Heads =
    [
        ("gif87a", [.. "GIF87a"u8, 0x2C, 0x01, 0x90, 0x00], ImageFormat.Gif, 300, 144),
        ("png beyond 31 bits", [.. Png(0x80000000, 5)], ImageFormat.Png, 0, 0),
        ("png without a size", [.. Png(0, 5)], ImageFormat.Png, 0, 0),
        ("png, another chunk first", [.. Png(1, 1)[..12], .. "CgBI"u8], ImageFormat.Png, 0, 0),
        ("webp extended, large", [.. "RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0"u8, 0xFF, 0x3F, 0x00, 0x00, 0x00, 0x01], ImageFormat.Webp, 16384, 65537),
        ("webp lossy with scaling bits", [.. "RIFF\0\0\0\0WEBPVP8 \0\0\0\0"u8, 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x00, 0x44, 0x2C, 0xC1], ImageFormat.Webp, 1024, 300),
        ("webp lossless, wrong signature", [.. "RIFF\0\0\0\0WEBPVP8L\0\0\0\0"u8, 0x2E, 1, 2, 3, 4], ImageFormat.Webp, 0, 0),
        ("webp of an unknown kind", [.. "RIFF\0\0\0\0WEBPVP8Z\0\0\0\0\0\0\0\0\0\0"u8], ImageFormat.Webp, 0, 0),
        ("jpeg progressive, fill bytes, arithmetic table", [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xCC, 0, 4, 1, 2, 0xFF, 0xC2, 0, 11, 8, 0x01, 0x02, 0x03, 0x04], ImageFormat.Jpeg, 772, 258),
        ("jpeg, restart marker and empty segment", [0xFF, 0xD8, 0xFF, 0xD0, 0xFF, 0xE1, 0, 2, 0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 6], ImageFormat.Jpeg, 6, 5),
        ("jpeg, frame bytes inside a segment", [0xFF, 0xD8, 0xFF, 0xE0, 0, 11, 0xFF, 0xC0, 0, 11, 8, 0, 9, 0, 9, 0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 6], ImageFormat.Jpeg, 6, 5),
        ("jpeg, huffman table is no frame", [0xFF, 0xD8, 0xFF, 0xC4, 0, 9, 8, 0, 9, 0, 9, 0, 0, 0xFF, 0xC1, 0, 11, 8, 0, 5, 0, 6], ImageFormat.Jpeg, 6, 5),
        ("jpeg, scan before any frame", [0xFF, 0xD8, 0xFF, 0xDA, 0, 8], ImageFormat.Jpeg, 0, 0),
        ("jpeg, impossible length", [0xFF, 0xD8, 0xFF, 0xE0, 0, 1], ImageFormat.Jpeg, 0, 0),
        ("jpeg, height in a later segment", [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 0, 0, 6], ImageFormat.Jpeg, 0, 0),
        ("avif", [0, 0, 0, 0x1C, .. "ftypavif\0\0\0\0mif1avif"u8], ImageFormat.Avif, 0, 0),
        ("avif sequence", [0, 0, 0, 0x14, .. "ftypavis\0\0\0\0"u8], ImageFormat.Avif, 0, 0),
        ("avif as a compatible brand", [0, 0, 0, 0x1C, .. "ftypmif1\0\0\0\0miafavif"u8], ImageFormat.Avif, 0, 0),
        ("heic", [0, 0, 0, 0x18, .. "ftypheic\0\0\0\0mif1heic"u8], ImageFormat.Heic, 0, 0),
        ("heic as a compatible brand", [0, 0, 0, 0x18, .. "ftypmif1\0\0\0\0miafheix"u8], ImageFormat.Heic, 0, 0),
        ("heif of no known codec", [0, 0, 0, 0x18, .. "ftypmsf1\0\0\0\0isommiaf"u8], ImageFormat.Heif, 0, 0),
        ("film in the same container", [0, 0, 0, 0x18, .. "ftypisom\0\0\0\0mp42avc1"u8], ImageFormat.Unknown, 0, 0),
        ("bmp, rows from the top down", [.. "BM"u8, .. new byte[12], 124, 0, 0, 0, 3, 0, 0, 0, 0xFB, 0xFF, 0xFF, 0xFF], ImageFormat.Bmp, 3, 5),
        ("bmp, the oldest header", [.. "BM"u8, .. new byte[12], 12, 0, 0, 0, 3, 0, 5, 0, 0, 0, 0, 0], ImageFormat.Bmp, 3, 5),
        ("two letters", [.. "BMW is a car, and this is text"u8], ImageFormat.Unknown, 0, 0),
        ("tiff", [.. "II*\0"u8], ImageFormat.Tiff, 0, 0),
        ("tiff, big endian", [.. "MM\0*"u8], ImageFormat.Tiff, 0, 0),
        ("another word with II", [.. "II. The second chapter"u8], ImageFormat.Unknown, 0, 0),
        ("avif only as the minor version", [0, 0, 0, 0x14, .. "ftypmif1avifmif1"u8], ImageFormat.Heif, 0, 0),
        ("svg", Svg("<svg xmlns='http://www.w3.org/2000/svg' width='5'/>"), ImageFormat.Svg, 0, 0),
        ("svg with a prolog", Svg("\ufeff<?xml version='1.0'?>\n<!-- <svg> -->\r\n\t<!DOCTYPE svg PUBLIC '-//W3C' 'x.dtd' [ <!ENTITY a '>'> ] >\n<svg\nid='a'>"), ImageFormat.Svg, 0, 0),
        ("svg with a simple document type", Svg("<!DOCTYPE svg><svg>"), ImageFormat.Svg, 0, 0),
        ("html with svg inside", Svg("<!DOCTYPE html><html><svg/></html>"), ImageFormat.Unknown, 0, 0),
        ("another element", Svg("<svgx>"), ImageFormat.Unknown, 0, 0),
        ("text", Svg("not an image"), ImageFormat.Unknown, 0, 0),
        ("json", Svg("{\"error\":1}"), ImageFormat.Unknown, 0, 0),
        ("riff, not webp", [.. "RIFF\0\0\0\0WAVE"u8], ImageFormat.Unknown, 0, 0),
        ("gif of no version", [.. "GIF88a"u8], ImageFormat.Unknown, 0, 0),
        ("png signature torn by a line feed", [0x89, .. "PNG\n"u8], ImageFormat.Unknown, 0, 0),
        ("zeros", new byte[12], ImageFormat.Unknown, 0, 0),
    ];

    private static IEnumerable<TestCaseData> Pictures()
    {
        foreach (var (name, base64, format, width, height) in Files)
            yield return new TestCaseData(Convert.FromBase64String(base64), format, width, height).SetArgDisplayNames(name);
        foreach (var (name, bytes, format, width, height) in Heads)
            yield return new TestCaseData(bytes, format, width, height).SetArgDisplayNames(name);
        yield return new TestCaseData(Drawn(SKEncodedImageFormat.Png), ImageFormat.Png, Width, Height).SetArgDisplayNames("drawn png");
        yield return new TestCaseData(Drawn(SKEncodedImageFormat.Jpeg), ImageFormat.Jpeg, Width, Height).SetArgDisplayNames("drawn jpeg");
        yield return new TestCaseData(Drawn(SKEncodedImageFormat.Webp), ImageFormat.Webp, Width, Height).SetArgDisplayNames("drawn webp");
    }

    [TestCaseSource(nameof(Pictures))]
    public void Feed_DividedAnywhere_SameAnswer(byte[] picture, ImageFormat format, int width, int height) =>
        Splits.ForEach(picture, (division, run) =>
        {
            var sut = new ImageProbe();
            run(sut.Feed);
            AssertFound(sut, format, width, height, division);
        });

    [TestCaseSource(nameof(Pictures))]
    public void FeedBase64_EscapedAndDividedAnywhere_SameAnswer(byte[] picture, ImageFormat format, int width, int height)
    {
        string plain = Convert.ToBase64String(picture);
        string[] forms =
        [
            plain,
            plain.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            plain.Replace("/", @"\/").Replace("+", @"\u002B").Replace("=", @"\u003d"),
            string.Concat(plain.Select((c, i) => i % 3 == 0 ? $"\\u{(int)c:x4}" : i % 7 == 0 ? c + @"\r\n" : c.ToString())),
        ];
        foreach (string form in forms)
        {
            Splits.ForEach(Splits.Utf8(form), (division, run) =>
            {
                var sut = new ImageProbe();
                run(sut.FeedBase64);
                AssertFound(sut, format, width, height, $"{division} of {form}");
            });
        }
    }

    [Test]
    public void Feed_MoreBytesThanNeeded_ChangeNothing()
    {
        foreach (SKEncodedImageFormat encoded in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
        {
            byte[] picture = [.. Drawn(encoded), .. Enumerable.Repeat((byte)0xFF, 4000), .. Drawn(SKEncodedImageFormat.Png)];
            var sut = new ImageProbe();
            sut.Feed(picture);
            sut.Feed(picture);
            Assert.That((sut.Width, sut.Height), Is.EqualTo((Width, Height)), encoded.ToString());
        }
    }

    [TestCase(15, true)]
    [TestCase(16, false)]
    public void Feed_JpegWithLongProfile_FoundWithinOneMebibyte(int segments, bool found)
    {
        byte[] segment = [0xFF, 0xE2, 0xFF, 0xFF, .. new byte[0xFFFD]];
        byte[] picture = [0xFF, 0xD8, .. Enumerable.Repeat(segment, segments).SelectMany(s => s), .. Drawn(SKEncodedImageFormat.Jpeg)[2..]];
        foreach (int piece in new[] { 1000, 65536, picture.Length })
        {
            var bytes = new ImageProbe();
            for (int at = 0; at < picture.Length; at += piece)
                bytes.Feed(picture.AsSpan(at, Math.Min(piece, picture.Length - at)));
            AssertFound(bytes, ImageFormat.Jpeg, found ? Width : 0, found ? Height : 0, $"pieces of {piece}");
        }

        var base64 = new ImageProbe();
        base64.FeedBase64(Splits.Utf8(Convert.ToBase64String(picture)));
        AssertFound(base64, ImageFormat.Jpeg, found ? Width : 0, found ? Height : 0, "base64");
    }

    [Test]
    public void Feed_PrologWithoutEnd_GivesUpWithinItsBound()
    {
        var sut = new ImageProbe();
        sut.Feed(Svg("<!-- " + new string('x', 1000)));
        Assert.That(sut.IsDecided, Is.False);
        sut.Feed(Svg(new string('x', 100)));
        Assert.That(sut.IsDecided);
        sut.Feed(Svg("--><svg>"));
        Assert.That(sut.Format, Is.EqualTo(ImageFormat.Unknown));
    }

    [TestCase("iVBORw0K!", ImageFormat.Unknown)]
    [TestCase("iVBORw0KGgo=", ImageFormat.Png)]
    [TestCase("data:image/png;base64,iVBORw0KGgo", ImageFormat.Unknown)]
    public void FeedBase64_EndsEarly_Decided(string text, ImageFormat format)
    {
        var sut = new ImageProbe();
        sut.FeedBase64(Splits.Utf8(text));
        AssertFound(sut, format, 0, 0, text);
    }

    [Test]
    public void Reset_AfterAnyBeginning_NextPictureIsRead()
    {
        byte[] picture = Drawn(SKEncodedImageFormat.Jpeg);
        string base64 = Convert.ToBase64String(picture).Replace("/", @"\u002f");
        var sut = new ImageProbe();
        for (int length = 0; length < 40; length++)
        {
            sut.FeedBase64(Splits.Utf8(base64[..length]));
            sut.Reset();
            Assert.That((sut.Format, sut.IsDecided), Is.EqualTo((ImageFormat.Unknown, false)));
            sut.FeedBase64(Splits.Utf8(base64));
            AssertFound(sut, ImageFormat.Jpeg, Width, Height, $"after {length}");
            sut.Reset();
        }
    }

    [Test]
    public void NameAndMediaType_EveryFormat_KnownButUnknown()
    {
        string?[] names = [.. Enum.GetValues<ImageFormat>().Select(ImageProbe.Name)];
        Assert.That(names, Is.EqualTo(new[] { null, "png", "jpeg", "webp", "gif", "avif", "svg", "heic", "heif", "bmp", "tiff" }));
        Assert.That(ImageProbe.MediaType(ImageFormat.Webp), Is.EqualTo("image/webp"));
        Assert.That(ImageProbe.MediaType(ImageFormat.Svg), Is.EqualTo("image/svg+xml"));
        Assert.That(ImageProbe.MediaType(ImageFormat.Unknown), Is.Null);
    }

    private static void AssertFound(ImageProbe sut, ImageFormat format, int width, int height, string division)
    {
        Assert.That((sut.Format, sut.Width, sut.Height), Is.EqualTo((format, width, height)), division);
        Assert.That(sut.IsDecided, division);
    }

    private static byte[] Drawn(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(Width, Height);
        bitmap.Erase(SKColors.Teal);
        using SKData data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    private static byte[] Png(uint width, byte height) =>
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8,
        (byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width, 0, 0, 0, height,
    ];

    private static byte[] Svg(string text) => Encoding.UTF8.GetBytes(text);
}
