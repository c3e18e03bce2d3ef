using Iris.Transforms.Prices;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>Promise: a picture's tokens are those that its maker's calculator gives.</summary>
public sealed class DrawnTokensTests
{
    private static readonly GridTokens Grid = new([new("low", 16), new("medium", 48), new("high", 96)]);

    [TestCase(1024, 1024, "low", 196)]
    [TestCase(1024, 1024, "medium", 1756)]
    [TestCase(1024, 1024, "HIGH", 7024)]
    [TestCase(1536, 1024, "low", 158)]
    [TestCase(1024, 1536, "high", 5488)]
    [TestCase(2048, 1152, "low", 157)]
    [TestCase(2048, 1152, "medium", 1413)]
    [TestCase(1536, 1536, "medium", 2511)]
    [TestCase(2048, 2048, "high", 14272)]
    [TestCase(2160, 3840, "high", 13342)]
    [TestCase(2880, 2880, "medium", 5930)]
    [TestCase(1024, 1024, "glossy", 7024)]
    public void Most_OfAGrid_FollowsTheFormula(int width, int height, string quality, long tokens) =>
        Assert.That(Grid.Most(new(new ImageSize(width, height), "1K", quality)), Is.EqualTo(tokens));

    [Test]
    public void Most_OfAGridWithNothingAsked_IsTheDearestThatAutoChooses() => Assert.That(Grid.Most(default), Is.EqualTo(7024));

    [TestCase(null, null, null, 6240)]
    [TestCase(null, null, "low", 408)]
    [TestCase("1536x1024", null, "high", 6208)]
    [TestCase("1024x1024", null, null, 4160)]
    [TestCase("1024x1536", null, "high", 6240)]
    [TestCase("777x777", null, "medium", 1584)]
    public void Most_OfAList_IsTheDearestThatFits(string? size, string? tier, string? quality, long tokens)
    {
        var list = ListedTokens.Of(
            "1024x1024;low 272, 1024x1024;medium 1056, 1024x1024;high 4160, 1024x1536;low 408, 1024x1536;medium 1584, 1024x1536;high 6240, "
            + "1536x1024;low 400, 1536x1024;medium 1568, 1536x1024;high 6208");
        ImageSize? pixels = ImageSize.TryParse(size, out var read) ? read : null;
        Assert.That(list.Most(new(pixels, tier, quality)), Is.EqualTo(tokens));
    }

    [TestCase("512", 747)]
    [TestCase("4k", 2520)]
    [TestCase("8K", 2520)]
    [TestCase(null, 2520)]
    public void Most_ByResolution_KnowsItsTiers(string? tier, long tokens) =>
        Assert.That(ListedTokens.Of("512 747, 1K 1120, 2K 1680, 4K 2520").Most(new(null, tier, null)), Is.EqualTo(tokens));

    [Test]
    public void Most_ByArea_RoundsUp() =>
        Assert.That(new AreaTokens { MostPixels = 1_048_576 }.Most(new(new ImageSize(1000, 1000), null, null)), Is.EqualTo(977));
}
