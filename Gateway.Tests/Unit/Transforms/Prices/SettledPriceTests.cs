using Iris.Transforms.Answers;
using Iris.Transforms.Prices;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>Promise: what a call has cost follows from what its answer tells, one way after another. The sums are worked out by hand.</summary>
public sealed class SettledPriceTests
{
    private static readonly PricedOrder Order = new() { Pictures = 1, Calls = 1 };
    private static readonly PricedAnswer Answer = new() { Pictures = 1, Calls = 1 };

    // 14 × 5 + 7024 × 30
    [TestCase("""{"input_tokens":14,"output_tokens":7024}""", "0.21079")]
    // 20 × 5 + 80 × 1.25 + 1,756 × 30
    [TestCase("""{"input_tokens":100,"input_tokens_details":{"text_tokens":100,"image_tokens":0,"cached_tokens":80},"output_tokens":1756}""", "0.05288")]
    // 100 × 5 + 900 × 8 (the cached 80 may be either) + 1,756 × 30
    [TestCase("""{"input_tokens":1000,"input_tokens_details":{"text_tokens":100,"image_tokens":900,"cached_tokens":80},"output_tokens":1756}""", "0.06038")]
    // 90 × 5 + 10 × 1.25 + 400 × 8 + 500 × 2 + 1,756 × 30
    [TestCase(
        """{"input_tokens":1000,"input_tokens_details":{"image_tokens":900,"cached_tokens":510,"cached_tokens_details":{"text_tokens":10,"image_tokens":500}},"output_tokens":1756}""",
        "0.0573425")]
    // 10 × 5 + 1,000 × 30 + 56 × 10
    [TestCase("""{"input_tokens":10,"output_tokens":1056,"output_tokens_details":{"image_tokens":1000,"text_tokens":56}}""", "0.03061")]
    // Parts larger than their sum are cut to it: 10 × 8 + 100 × 30
    [TestCase("""{"input_tokens":10,"input_tokens_details":{"image_tokens":99,"cached_tokens":0},"output_tokens":100,"output_tokens_details":{"image_tokens":900}}""", "0.00308")]
    public void Of_TokensByKind_CostTheirRates(string usage, string usd) =>
        Assert.That(Settle(Rows.Tokens, Answer with { Usage = Read(usage), UsageCalls = 1 }), Is.EqualTo((usd, "usage")));

    [Test]
    public void Of_UndividedOutput_OfAProviderWhosePicturesAreKnown_IsTextBesidesThem() =>
        // 8 × 2 + 1,120 × 120 + 244 × 12
        Assert.That(
            Settle(Rows.Tiers, Answer with { Usage = Read("""{"input_tokens":8,"output_tokens":1364}"""), UsageCalls = 1 }),
            Is.EqualTo(("0.137344", "usage")));

    [Test]
    public void Of_UsageOfSomeCalls_CountsForTheOthers() =>
        // 3 of 4 equal calls told 30 × 5 + 588 × 30.
        Assert.That(
            Settle(Rows.Tokens, Answer with { Calls = 4, Pictures = 4, Usage = Read("""{"input_tokens":30,"output_tokens":588}"""), UsageCalls = 3 }),
            Is.EqualTo(("0.02372", "usage")));

    [Test]
    public void Of_TokensWithoutUsage_IsThePriceOfThePictures() =>
        Assert.That(
            Settle(Rows.Tokens, Answer with { Kind = new(new ImageSize(1024, 1024), "1K", "medium") }), Is.EqualTo(("0.05268", "price")));

    [Test]
    public void Of_Tokens_BeyondBelief_AreNotBelieved() =>
        Assert.That(
            Settle(Rows.Tiers, Answer with { Usage = Read("""{"input_tokens":8,"output_tokens":9007199254740991}"""), UsageCalls = 1 }),
            Is.EqualTo(("0.1344", "price")));

    [Test]
    public void Of_PicturesDelivered_AreWhatIsPaid() => Assert.Multiple(() =>
    {
        Assert.That(Settle(Rows.Qualities, Answer with { Pictures = 3 }), Is.EqualTo(("0.12", "price")));
        Assert.That(Settle(Rows.Qualities, Answer with { Pictures = 0 }), Is.EqualTo(("0", "price")));
        Assert.That(Settle(Rows.Call, Answer with { Pictures = 3, Calls = 2 }), Is.EqualTo(("0.08", "price")));
    });

    [Test]
    public void Of_ProvidersOwnFigure_Wins()
    {
        var told = Answer with { Told = 0.0421m, ToldCalls = 1, Usage = Read("""{"input_tokens":8,"output_tokens":9}"""), UsageCalls = 1 };
        Assert.Multiple(() =>
        {
            Assert.That(Settle(Rows.Tokens, told), Is.EqualTo(("0.0421", "provider")));
            Assert.That(Settle(null, told), Is.EqualTo(("0.0421", "provider")));
            Assert.That(Settle(null, told with { Told = 0 }), Is.EqualTo(("0", "provider")));
            // Two of three equal calls have told.
            Assert.That(Settle(null, told with { Calls = 3, ToldCalls = 2 }), Is.EqualTo(("0.06315", "provider")));
        });
    }

    [Test]
    public void Of_WhatNobodyKnows_IsNull() => Assert.Multiple(() =>
    {
        Assert.That(SettledPrice.Of(null, Order, Answer), Is.EqualTo(default(Cost)));
        Assert.That(SettledPrice.Of(PriceRow.Unknown("*", "nobody tells"), Order, Answer), Is.EqualTo(default(Cost)));
        Assert.That(SettledPrice.Of(Rows.Tokens with { Drawn = null }, Order, Answer), Is.EqualTo(default(Cost)));
        Assert.That(SettledPrice.Of(Rows.Tokens, Order with { IsBeyondTables = true }, Answer).Usd, Is.Null);
    });

    [Test]
    public void IsBelievable_Figure_IsOneThatACallCanCost() => Assert.Multiple(() =>
    {
        Assert.That(SettledPrice.IsBelievable(0), Is.True);
        Assert.That(SettledPrice.IsBelievable(1000), Is.True);
        Assert.That(SettledPrice.IsBelievable(-0.01m), Is.False);
        Assert.That(SettledPrice.IsBelievable(1000.01m), Is.False);
    });

    private static TokenUsage Read(string usage) => TokenUsage.Read(Splits.Utf8(usage))!;

    private static (string?, string?) Settle(PriceRow? row, PricedAnswer answer)
    {
        var cost = SettledPrice.Of(row, Order, answer);
        return (cost.Usd?.ToString(), cost.SourceName);
    }
}
