using System.Globalization;
using Iris.Gateway.Model.Access;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Model.Access;

/// <summary>The promise: a window begins and ends when its text says, at every end of a month and whatever the local clocks do.</summary>
internal sealed class UsageWindowTests
{
    [TestCase("30s", "2026-03-01T10:00:00Z", "2026-03-01T10:00:30Z")]
    [TestCase("1m", "2026-03-01T10:00:05Z", "2026-03-01T10:01:05Z")]
    [TestCase("h", "2026-03-01T10:00:05Z", "2026-03-01T11:00:05Z")]
    [TestCase("2d", "2026-02-27T10:00:00Z", "2026-03-01T10:00:00Z")]
    [TestCase("1w", "2026-12-30T00:00:00Z", "2027-01-06T00:00:00Z")]
    [TestCase("1M", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    [TestCase("1M", "2028-01-31T10:00:00Z", "2028-02-29T10:00:00Z")]
    [TestCase("1Q", "2026-11-30T10:00:00Z", "2027-02-28T10:00:00Z")]
    [TestCase("1Y", "2028-02-29T10:00:00Z", "2029-02-28T10:00:00Z")]
    public void Rolling_BeginsWithTheFirstUseAndEndsItsLengthLater(string text, string first, string end)
    {
        var window = Parse(text, aligned: false);
        var begun = window.Start(null, Time(first));
        Assert.Multiple(() =>
        {
            Assert.That(begun, Is.EqualTo(Time(first)));
            Assert.That(window.End(begun), Is.EqualTo(Time(end)));
            Assert.That(window.Start(begun, Time(end).AddMilliseconds(-1)), Is.EqualTo(begun));
            Assert.That(window.Start(begun, Time(end)), Is.EqualTo(Time(end)));
            Assert.That(window.Start(begun, Time(end).AddDays(400)), Is.EqualTo(Time(end).AddDays(400)), "a window that nobody used does not exist");
        });
    }

    [TestCase("1d", "2026-03-29T23:59:59Z", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z")]
    [TestCase("1d", "2026-10-25T01:30:00Z", "2026-10-25T00:00:00Z", "2026-10-26T00:00:00Z")]
    [TestCase("1w", "2026-11-29T12:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [TestCase("1w", "2027-01-01T00:00:00Z", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z")]
    [TestCase("1M", "2026-01-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")]
    [TestCase("1M", "2028-02-29T10:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [TestCase("1Q", "2026-06-30T10:00:00Z", "2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z")]
    [TestCase("1Y", "2026-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    public void Aligned_FollowsTheCalendarInUtc(string text, string now, string start, string end)
    {
        var window = Parse(text, aligned: true);
        Assert.Multiple(() =>
        {
            Assert.That(window.Start(null, Time(now)), Is.EqualTo(Time(start)));
            Assert.That(window.End(Time(start)), Is.EqualTo(Time(end)));
            Assert.That(window.Start(Time(start), Time(end)), Is.EqualTo(Time(end)));
        });
    }

    [TestCase("1h", false)]
    [TestCase("1d", true)]
    public void Start_ClockSetBack_TheWindowGoesOn(string text, bool aligned)
    {
        var window = Parse(text, aligned);
        var begun = window.Start(null, Time("2026-03-02T10:00:00Z"));
        Assert.That(window.Start(begun, Time("2026-02-01T00:00:00Z")), Is.EqualTo(begun));
    }

    [Test]
    public void Forever_NeverEnds()
    {
        var begun = UsageWindow.Forever.Start(null, Time("2026-03-02T10:00:00Z"));
        Assert.That((UsageWindow.Forever.Start(begun, begun.AddYears(50)), UsageWindow.Forever.End(begun)),
            Is.EqualTo((begun, (DateTimeOffset?)null)));
    }

    [TestCase("")]
    [TestCase("m1")]
    [TestCase("0m")]
    [TestCase("-1m")]
    [TestCase("1.5h")]
    [TestCase("1x")]
    [TestCase("10001d")]
    [TestCase("99999999999999999999s")]
    [TestCase("1 m")]
    public void TryParse_Nonsense_IsRefused(string text) => Assert.That(UsageWindow.TryParse(text, false, out _), Is.False);

    [TestCase("1m")]
    [TestCase("1M")]
    [TestCase("30s")]
    public void ToString_IsTheText(string text) => Assert.That(Parse(text, false).ToString(), Is.EqualTo(text));

    private static UsageWindow Parse(string text, bool aligned)
    {
        Assert.That(UsageWindow.TryParse(text, aligned, out var window));
        return window;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
