using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.State;

/// <summary>The promise: a limit holds, whoever asks at once and whatever the clock does. It is the same for every ledger.</summary>
[TestFixtureSource(typeof(LedgerWorld), nameof(LedgerWorld.Kinds))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LedgerTests(string kind)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 23, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);
    private LedgerWorld _world = null!;

    private ILedger Ledger => _world.Ledger;

    [SetUp]
    public async Task StartAsync() => _world = await LedgerWorld.StartAsync(kind, _time);

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Reserve_MoreThanThereIs_TakesNothing()
    {
        var money = Usd("shop", 10, "1d");
        var images = Counter("shop", UsageKind.Images, 100, "1d");
        await ReserveAsync("a", (images, 1), (money, 6));

        var refused = await ReserveAsync("b", (images, 1), (money, 5));
        var fits = await ReserveAsync("c", (images, 1), (money, 4));

        Assert.Multiple(async () =>
        {
            Assert.That(refused.Violations.Select(one => (one.Demand.Counter.Kind, one.Taken, one.Limit)),
                Is.EqualTo(new[] { (UsageKind.Usd, 6L, 10L) }));
            Assert.That(fits.IsGranted);
            Assert.That((await Ledger.ReadAsync([images], default))[0].Reserved, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Reserve_Again_TakesThePlaceOfWhatTheCallHeld()
    {
        var money = Usd("shop", 10, "1d");
        await ReserveAsync("a", (money, 9));
        Assert.Multiple(async () =>
        {
            Assert.That((await ReserveAsync("a", (money, 10))).IsGranted);
            Assert.That((await ReserveAsync("a", (money, 11))).IsGranted, Is.False);
            Assert.That((await Ledger.ReadAsync([money], default))[0].Reserved, Is.EqualTo(10));
            Assert.That((await ReserveAsync("a", (money, 2))).IsGranted);
            Assert.That((await ReserveAsync("b", (money, 8))).IsGranted);
        });
    }

    [Test]
    public async Task Settle_WhatWasUsed_StaysAndTheRestIsGivenBack()
    {
        var (money, images, tokens) = (Usd("shop", 10, "1d"), Counter("shop", UsageKind.Images, 4, "1d"), Counter("shop", UsageKind.Tokens, 100, "1d"));
        await ReserveAsync("a", (money, 9), (images, 4), (tokens, 0));
        await SettleAsync("a", new Spent(3, 250, 2));

        var readings = await Ledger.ReadAsync([money, images, tokens], default);
        Assert.Multiple(async () =>
        {
            Assert.That(readings.Select(one => (one.Used, one.Reserved)), Is.EqualTo(new[] { (2L, 0L), (3L, 0L), (250L, 0L) }));
            Assert.That((await ReserveAsync("b", (tokens, 0))).IsGranted, Is.False, "tokens are known afterwards; then there must be room");
            Assert.That((await ReserveAsync("c", (money, 8), (images, 1))).IsGranted);
        });
        await SettleAsync("a", new Spent(3, 250, 2));
        Assert.That((await Ledger.ReadAsync([money], default))[0].Used, Is.EqualTo(2), "a call is settled once");
    }

    [Test]
    public async Task Requests_CountWhenTheyAreLetIn_AndBeginAnewWithTheWindow()
    {
        var requests = Counter("shop", UsageKind.Requests, 2, "1m");
        Assert.Multiple(async () =>
        {
            Assert.That((await ReserveAsync("a", (requests, 1))).IsGranted);
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.That((await ReserveAsync("b", (requests, 1))).IsGranted);
            var full = (await ReserveAsync("c", (requests, 1))).Violations.Single();
            Assert.That((full.Taken, full.Ends), Is.EqualTo((2L, (DateTimeOffset?)Start.AddMinutes(1))));
            _time.Advance(TimeSpan.FromSeconds(30));
            Assert.That((await ReserveAsync("d", (requests, 1))).IsGranted);
        });
    }

    [Test]
    public async Task Budget_OfTheCalendarsMonth_BeginsAnewAtItsEndAndKeepsWhatIsUnderWay()
    {
        var money = Usd("shop", 10, "1M", aligned: true);
        await ReserveAsync("a", (money, 4));
        await ReserveAsync("b", (money, 6));
        await SettleAsync("a", new Spent(1, 0, 4));
        Assert.That((await ReserveAsync("c", (money, 1))).Violations.Single().Ends,
            Is.EqualTo(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)));

        await PassAsync(TimeSpan.FromHours(1));

        Assert.That((await ReserveAsync("d", (money, 4))).IsGranted, "the new month, less what is under way");
        Assert.That((await ReserveAsync("e", (money, 1))).IsGranted, Is.False);
        await SettleAsync("b", new Spent(1, 0, 5));
        Assert.That((await Ledger.ReadAsync([money], default))[0].Used, Is.EqualTo(5), "what ends in a month is counted in it");
    }

    [Test]
    public async Task Reserve_ClockSetBack_NothingBeginsAnew()
    {
        var money = Usd("shop", 10, "1d", aligned: true);
        await ReserveAsync("a", (money, 10));
        await SettleAsync("a", new Spent(1, 0, 10));
        _time.AdjustTime(Start.AddDays(-3));
        Assert.That((await ReserveAsync("b", (money, 1))).IsGranted, Is.False);
    }

    [Test]
    public async Task Concurrent_IsGivenBackAtTheEnd()
    {
        var atOnce = new UsageCounter(new UsageHolder("shop", false), UsageKind.Concurrent, UsageWindow.Forever, 2);
        await ReserveAsync("a", (atOnce, 1));
        await ReserveAsync("b", (atOnce, 1));
        Assert.That((await ReserveAsync("c", (atOnce, 1))).IsGranted, Is.False);
        await SettleAsync("a", default);
        Assert.That((await ReserveAsync("c", (atOnce, 1))).IsGranted);
    }

    [Test]
    public async Task Raise_ForTwoWindows_EndsWithTheSecond()
    {
        var money = Usd("shop", 10, "1d");
        await ReserveAsync("a", (money, 0));
        await Ledger.RaiseAsync(money, 5, 2, default);
        Assert.That((await ReserveAsync("a", (money, 15))).IsGranted);
        await SettleAsync("a", new Spent(1, 0, 15));

        await PassAsync(TimeSpan.FromDays(1));
        Assert.That((await ReserveAsync("b", (money, 15))).IsGranted);
        await SettleAsync("b", default);

        await PassAsync(TimeSpan.FromDays(1));
        Assert.That((await ReserveAsync("c", (money, 11))).IsGranted, Is.False);
    }

    [Test]
    public async Task Raise_UntilTakenBack_OutlastsWindows()
    {
        var money = Usd("shop", 10, "1d");
        await ReserveAsync("a", (money, 0));
        await Ledger.RaiseAsync(money, 5, -1, default);
        await PassAsync(TimeSpan.FromDays(5));
        Assert.That((await ReserveAsync("b", (money, 15))).IsGranted);
        await Ledger.RaiseAsync(money, 0, 0, default);
        Assert.That((await ReserveAsync("b", (money, 11))).IsGranted, Is.False);
    }

    [Test]
    public async Task Reset_ForgetsWhatWasUsed()
    {
        var money = Usd("shop", 10, "1d");
        await ReserveAsync("a", (money, 10));
        await SettleAsync("a", new Spent(1, 0, 10));
        await Ledger.ResetAsync(money, default);
        Assert.That((await ReserveAsync("b", (money, 10))).IsGranted);
    }

    [Test]
    public async Task Reserve_SixtyFourAtOnceOnABudgetForTen_TenAreGranted()
    {
        var money = Usd("shop", 10, "1M");
        var group = new UsageCounter(new UsageHolder("all", true), UsageKind.Usd, UsageWindow.Forever, 1000);
        var granted = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(call => Task.Run(async () => (await ReserveAsync($"call-{call}", (group, 1), (money, 1))).IsGranted)));
        Assert.That(granted.Count(one => one), Is.EqualTo(10));
    }

    [Test]
    public async Task Reserve_HugeAmounts_DoNotWrapRound()
    {
        var money = Usd("shop", 10, "1d");
        await ReserveAsync("a", (money, 3));
        Assert.That((await ReserveAsync("b", (money, long.MaxValue))).IsGranted, Is.False);
    }

    private static UsageCounter Usd(string name, long limit, string window, bool aligned = false) =>
        Counter(name, UsageKind.Usd, limit, window, aligned);

    private static UsageCounter Counter(string name, UsageKind kind, long limit, string window, bool aligned = false)
    {
        Assert.That(UsageWindow.TryParse(window, aligned, out var parsed));
        return new UsageCounter(new UsageHolder(name, IsGroup: false), kind, parsed, limit);
    }

    private ValueTask<Reservation> ReserveAsync(string call, params (UsageCounter Counter, long Amount)[] demands) =>
        Ledger.ReserveAsync(call, [.. demands.Select(demand => new Demand(demand.Counter, demand.Amount))], default);

    private async Task SettleAsync(string call, Spent spent)
    {
        Ledger.Settle(call, spent);
        await _world.FlushAsync();
    }

    // An instance shows that it lives, or what its calls hold would be given back.
    private async Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await _world.FlushAsync();
    }
}
