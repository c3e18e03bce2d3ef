using Iris.Transforms.Codecs.Shapes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Shapes;

/// <summary>Promise: a tier means the same everywhere, whichever way it is written.</summary>
public sealed class ResolutionTierTests
{
    [TestCase("512", 512)]
    [TestCase("0.5K", 512)]
    [TestCase("1K", 1024)]
    [TestCase(" 2k ", 2048)]
    [TestCase("2048", 2048)]
    [TestCase("2kk", null)]
    [TestCase("0", null)]
    [TestCase("-1K", null)]
    [TestCase("100000", null)]
    [TestCase("1 MP", null)]
    [TestCase("K", null)]
    [TestCase("", null)]
    public void EdgeOf_Tier_IsItsSquaresEdge(string tier, int? edge) => Assert.That(ResolutionTier.EdgeOf(tier), Is.EqualTo(edge));

    [TestCase("4K", "2K")]
    [TestCase("1.5K", "1K")]
    [TestCase("256", "512")]
    [TestCase("much", "1K")]
    public void Nearest_Asked_IsTheLargestNotAboveIt(string asked, string nearest) =>
        Assert.That(ResolutionTier.Nearest(asked, ["512", "1K", "2K"]), Is.EqualTo(nearest));
}
