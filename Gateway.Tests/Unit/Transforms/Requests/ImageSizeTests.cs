using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Requests;

/// <summary>Promise: a size is <c>auto</c> or two positive numbers that a server can mean, and is written back in one form.</summary>
public sealed class ImageSizeTests
{
    [TestCase("auto", 0, 0, "auto")]
    [TestCase(" Auto ", 0, 0, "auto")]
    [TestCase("1024x768", 1024, 768, "1024x768")]
    [TestCase("\t1024 X 768\n", 1024, 768, "1024x768")]
    [TestCase("1x1", 1, 1, "1x1")]
    [TestCase("00512x512", 512, 512, "512x512")]
    [TestCase("65535x4096", 65535, 4096, "65535x4096")]
    [TestCase("16384x16384", 16384, 16384, "16384x16384")]
    [TestCase("0000000000512x512", 512, 512, "512x512")]
    public void TryParse_Valid_IsReadAndNormalised(string text, int width, int height, string written)
    {
        Assert.That(ImageSize.TryParse(text, out var size), Is.True);
        Assert.That((size.Width, size.Height, size.IsAuto, size.ToString()), Is.EqualTo((width, height, width == 0, written)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("x")]
    [TestCase("1024")]
    [TestCase("1024x")]
    [TestCase("x1024")]
    [TestCase("0x0")]
    [TestCase("1024x0")]
    [TestCase("100000x1")]
    [TestCase("65536x1")]
    [TestCase("1x65536")]
    [TestCase("16385x16384")]
    [TestCase("99999x99999")]
    [TestCase("2K")]
    [TestCase("16:9")]
    [TestCase("1024*768")]
    [TestCase("1024x768x1")]
    [TestCase("+1x1")]
    [TestCase("1.0x1")]
    [TestCase("١x١")]
    [TestCase("autox")]
    public void TryParse_Malformed_IsRefused(string? text)
    {
        Assert.That(ImageSize.TryParse(text, out var size), Is.False);
        Assert.That(size, Is.EqualTo(default(ImageSize)));
    }
}
