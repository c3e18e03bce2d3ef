using Iris.Gateway.Exchanges;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>The phases of an exchange's clock.</summary>
internal sealed class ExchangeDeadlineTests
{
    private static readonly DeadlineOptions Options = new()
    {
        FirstByte = TimeSpan.FromSeconds(10),
        Silence = TimeSpan.FromSeconds(3),
        Total = TimeSpan.FromSeconds(60),
    };

    [Test]
    public void Token_FirstByteIsLate_IsCancelledThen()
    {
        var clock = new TestClock();
        using var sut = new ExchangeDeadline(Options, clock, clock.GetTimestamp(), default);

        clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.That(sut.Token.IsCancellationRequested, Is.False);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(sut.HasExpired, Is.True);
        Assert.That(sut.Expired, Is.EqualTo("the provider was silent for 10 s (Images.Deadlines.FirstByte)"));
    }

    [Test]
    public void AwaitNextByte_EachByteInTime_RunsUntilTheTotal()
    {
        var clock = new TestClock();
        using var sut = new ExchangeDeadline(Options, clock, clock.GetTimestamp(), default);
        for (var i = 0; i < 20; i++)
        {
            sut.AwaitNextByte();
            clock.Advance(TimeSpan.FromSeconds(2.9));
            Assert.That(sut.HasExpired, Is.False);
        }

        sut.AwaitNextByte();
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.That(sut.HasExpired, Is.True);
        Assert.That(sut.Expired, Is.EqualTo("after 60 s (Images.Deadlines.Total)"));
    }

    [Test]
    public void Pause_ClientIsAwaited_OnlyTheTotalRuns()
    {
        var clock = new TestClock();
        using var sut = new ExchangeDeadline(Options, clock, clock.GetTimestamp(), default);
        sut.AwaitNextByte();
        sut.Pause();

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(sut.HasExpired, Is.False);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(sut.HasExpired, Is.True);
    }

    [Test]
    public void HasExpired_ClientHangsUp_IsFalse()
    {
        using var client = new CancellationTokenSource();
        using var sut = new ExchangeDeadline(Options, new TestClock(), 0, client.Token);

        client.Cancel();

        Assert.That((sut.Token.IsCancellationRequested, sut.HasExpired), Is.EqualTo((true, false)));
    }
}
