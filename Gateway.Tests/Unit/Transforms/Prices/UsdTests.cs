using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Prices;

/// <summary>Promise: money is exact, and its text is a plain number.</summary>
public sealed class UsdTests
{
    [TestCase("0.0527", 52_700_000, "0.0527")]
    [TestCase("0", 0, "0")]
    [TestCase("120", 120_000_000_000, "120")]
    [TestCase("0.000000001", 1, "0.000000001")]
    [TestCase("0.0000000005", 1, "0.000000001")]
    [TestCase("0.0000000004", 0, "0")]
    [TestCase("-3", 0, "0")]
    [TestCase("79228162514264337593543950335", Usd.MostNano, "1000000000")]
    public void Of_Amount_IsBillionths(string amount, long nano, string text)
    {
        var usd = Usd.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        Assert.That((usd.Nano, usd.ToString()), Is.EqualTo((nano, text)));
    }

    [Test]
    public void AtMost_Fraction_IsRoundedUp() => Assert.That(Usd.AtMost(0.0000000001m), Is.EqualTo(new Usd(1)));

    [Test]
    public void Sum_OfTheLargest_StaysTheLargest() =>
        Assert.That(Usd.Of(decimal.MaxValue) + Usd.Of(decimal.MaxValue), Is.EqualTo(new Usd(Usd.MostNano)));

    [Test]
    public void Sum_OfTenths_IsExact()
    {
        var sum = Usd.Zero;
        for (var i = 0; i < 10; i++)
            sum += Usd.Of(0.1m);
        Assert.That(sum, Is.EqualTo(Usd.Of(1)));
    }
}
