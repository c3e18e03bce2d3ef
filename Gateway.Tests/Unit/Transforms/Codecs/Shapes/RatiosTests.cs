using Iris.Transforms.Codecs.Shapes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Shapes;

/// <summary>Promise: a list of ratios stands once; its other order has the same entries.</summary>
public sealed class RatiosTests
{
    [Test]
    public void WidestFirst_GeminiRatios_AreInDescendingOrder() => Assert.That(
        Ratios.WidestFirst(Ratios.Gemini),
        Is.EqualTo((string[])["21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4", "2:3", "9:16"]));

    [TestCase(5000, 2500, "4096x2048")]
    [TestCase(1000, 1000, "1000x1000")]
    [TestCase(7, 9, "7x9")]
    [TestCase(1000.5, 3, "1008x16")]
    public void Pixels_WithinLimits_KeepWholeOnesAndShrinkInRatio(double width, double height, string fitted) =>
        Assert.That(Shape.Pixels(16, 0, 4096).Fit(width, height).ToString(), Is.EqualTo(fitted));

    [TestCase(9000, 10, "9000x10")]
    [TestCase(1365.3, 768.2, "1360x768")]
    [TestCase(10922.7, 6144.1, "4096x2304")]
    [TestCase(3456.5, 6144.5, "2304x4096")]
    [TestCase(32.5, 97.5, "64x192")]
    public void Diffusion_WholePixels_GoAsAsked(double width, double height, string fitted) =>
        Assert.That(Shape.Diffusion.Fit(width, height).ToString(), Is.EqualTo(fitted));
}
