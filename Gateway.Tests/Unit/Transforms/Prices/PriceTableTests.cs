using Iris.Transforms.Prices;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>Promise: the most specific row counts, whatever the order of the rows.</summary>
public sealed class PriceTableTests
{
    private static readonly string[] Patterns = ["*", "flux-2-pro*", "flux*", "flux-2*", "*-pro", "flux-2-pro", "flux-?-pro"];

    [TestCase("flux-2-pro", "flux-2-pro")]
    [TestCase("FLUX-2-PRO", "flux-2-pro")]
    [TestCase("flux-3-pro", "flux-?-pro")]
    [TestCase("flux-2-max", "flux-2*")]
    [TestCase("flux", "flux*")]
    [TestCase("seedream-pro", "*-pro")]
    [TestCase("seedream", "*")]
    public void Find_SeveralRows_MostSpecificCounts(string model, string pattern)
    {
        var rows = Patterns.Select(name => PriceRow.Flat(name, 1)).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(new PriceTable(rows).Find(model)!.Models, Is.EqualTo(pattern));
            Assert.That(new PriceTable(rows.Reverse()).Find(model)!.Models, Is.EqualTo(pattern));
        });
    }

    [Test]
    public void Find_NoRow_IsNull() => Assert.That(new PriceTable([PriceRow.Flat("a*", 1)]).Find("b"), Is.Null);

    [TestCase("-", null, null, null)]
    [TestCase("1024x1536", "1024x1536", null, null)]
    [TestCase("2K;HIGH", null, "2K", "high")]
    [TestCase("hd ; 1792x1024", "1792x1024", null, "hd")]
    [TestCase("768sq", null, "768sq", null)]
    public void TryParse_Kind_HasItsParts(string text, string? size, string? tier, string? quality)
    {
        Assert.That(PictureKind.TryParse(text, out var kind), Is.True);
        Assert.That((kind.Size?.ToString(), kind.Tier, kind.Quality), Is.EqualTo((size, tier, quality)));
    }

    [TestCase("")]
    [TestCase("high;low")]
    [TestCase("1K;2K")]
    [TestCase("1024x1024;512x512")]
    [TestCase("1K;")]
    public void TryParse_SomethingElse_IsNoKind(string text) => Assert.That(PictureKind.TryParse(text, out _), Is.False);

    [TestCase("low", "0.05")]
    [TestCase("high", "0.25")]
    [TestCase(null, "0.25")]
    public void Most_ARateForEveryOther_CountsWhereNoneFitsBetter(string? quality, string usd) =>
        Assert.That(PictureRates.Most(PictureRates.Parse("low 0.05, - 0.25"), new(null, "1K", quality))?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Is.EqualTo(usd));
}
