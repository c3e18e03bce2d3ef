using Iris.Transforms.Prices;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>Promise: before a call the most that it can cost is known, or it is said to be unknown. The sums are worked out by hand.</summary>
public sealed class WorstPriceTests
{
    private static readonly PricedOrder One = new() { Pictures = 1, Calls = 1 };

    [Test]
    public void Of_Tokens_BoundsEveryKind()
    {
        // Text 44 + 256, two inputs and a mask, 100 of text a call; 2 × (7024 + 3 × 100) drawn.
        var order = One with
        {
            Pictures = 2,
            Kind = new(new ImageSize(1024, 1024), "1K", "high"),
            TextBytes = 44,
            Inputs = 2,
            HasMask = true,
            Partials = 3,
        };
        // 300 × 5 + 3000 × 8 + 100 × 10 + 14648 × 30 = 465,940 millionths.
        Assert.That(Worst(Rows.Tokens, order), Is.EqualTo("0.46594"));
    }

    [Test]
    public void Of_SeveralCalls_CountsTheInputOfEach()
    {
        // 3 × (256 × 5 + 100 × 10) + 3 × 196 × 30 = 24,480 millionths.
        var order = One with { Pictures = 3, Calls = 3, Kind = new(new ImageSize(1024, 1024), "1K", "low") };
        Assert.That(Worst(Rows.Tokens, order), Is.EqualTo("0.02448"));
    }

    [TestCase(null, null, "0.04")]
    [TestCase(null, "hd", "0.08")]
    [TestCase("1024x1792", "hd", "0.12")]
    [TestCase("1792x1024", "standard", "0.08")]
    [TestCase("512x512", null, "0.08")]
    [TestCase("1792x1024", "glossy", "0.12")]
    public void Of_SizeAndQuality_KnowsEveryPair(string? size, string? quality, string usd)
    {
        ImageSize? pixels = ImageSize.TryParse(size, out var read) ? read : null;
        Assert.That(Worst(Rows.Qualities, One with { Kind = new(pixels, null, quality) }), Is.EqualTo(usd));
    }

    [TestCase(null, null, "0.08")]
    [TestCase("1k", null, "0.06")]
    [TestCase("2K", "low", "0.06")]
    [TestCase("1.5k", "low", "0.06")]
    public void Of_Resolution_LeftOpenIsTheDearest(string? tier, string? quality, string usd) =>
        Assert.That(Worst(Rows.WithInputs, One with { Kind = new(null, tier, quality) }), Is.EqualTo(usd));

    [Test]
    public void Of_Inputs_AreAdded() =>
        Assert.That(Worst(Rows.WithInputs, One with { Inputs = 3, Kind = new(null, "1k", "low") }), Is.EqualTo("0.07"));

    [TestCase(1024, 1024, 0, 0, "0.03")]
    [TestCase(1025, 1024, 0, 0, "0.045")]
    [TestCase(2048, 2048, 0, 0, "0.075")]
    [TestCase(1024, 1024, 1, 2, "0.06")]
    [TestCase(0, 0, 0, 0, "0.03")]
    // An edit without a size takes that of its picture.
    [TestCase(0, 0, 1, 1, "0.09")]
    public void Of_Megapixels_EachOneBegunCounts(int width, int height, int inputs, int inputMegapixels, string usd)
    {
        var order = One with { Kind = new(width > 0 ? new(width, height) : null, null, null), Inputs = inputs, InputMegapixels = inputMegapixels };
        Assert.That(Worst(Rows.Megapixels, order), Is.EqualTo(usd));
    }

    [TestCase(null, "0.014")]
    [TestCase(4, "0.002")]
    public void Of_Steps_AreThoseAskedFor(int? steps, string usd) => Assert.That(Worst(Rows.Steps, One with { Steps = steps }), Is.EqualTo(usd));

    [Test]
    public void Of_CallsAndPictures_AreCountedApart() => Assert.That(Worst(Rows.Call, One with { Pictures = 3, Calls = 2 }), Is.EqualTo("0.08"));

    [Test]
    public void Of_WhatNobodyKnows_IsNull() => Assert.Multiple(() =>
    {
        Assert.That(WorstPrice.Of(null, One), Is.Null);
        Assert.That(WorstPrice.Of(PriceRow.Unknown("*", "nobody tells"), One), Is.Null);
        Assert.That(WorstPrice.Of(Rows.Tokens with { Drawn = null }, One), Is.Null);
        Assert.That(WorstPrice.Of(Rows.Tokens, One with { IsBeyondTables = true }), Is.Null);
    });

    private static string? Worst(PriceRow row, PricedOrder order) => WorstPrice.Of(row, order)?.ToString();
}
