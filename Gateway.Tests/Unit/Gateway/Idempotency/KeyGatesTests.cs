using Iris.Gateway.Idempotency;
using Iris.Gateway.State;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Idempotency;

/// <summary>The promise: calls with one key wait for each other, neither for ever nor in any number.</summary>
internal sealed class KeyGatesTests
{
    private const string Key = "0a";

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task Enter_OneIsIn_TheNextComesInBehindIt()
    {
        var sut = new KeyGates(_clock);
        var first = await sut.EnterAsync(Key, default);
        var second = sut.EnterAsync(Key, default).AsTask();
        (await sut.EnterAsync("0b", default)).Dispose();
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        (await second).Dispose();
    }

    [Test]
    public async Task Enter_OneStaysIn_IsRefusedInTime()
    {
        var sut = new KeyGates(_clock);
        var first = await sut.EnterAsync(Key, default);
        var second = sut.EnterAsync(Key, default).AsTask();
        _clock.Advance(KeyGates.Patience);
        Assert.That(async () => await second, Throws.InstanceOf<StateException>());
        first.Dispose();
        (await sut.EnterAsync(Key, default)).Dispose();
    }

    [Test]
    public async Task Enter_TooManyWait_IsRefusedAtOnce()
    {
        var sut = new KeyGates(_clock);
        var first = await sut.EnterAsync(Key, default);
        var waiting = Enumerable.Range(0, KeyGates.MostWaiting).Select(_ => sut.EnterAsync(Key, default).AsTask()).ToList();
        Assert.That(async () => await sut.EnterAsync(Key, default), Throws.InstanceOf<StateException>());
        first.Dispose();
        foreach (var one in waiting)
            (await one).Dispose();
        (await sut.EnterAsync(Key, default)).Dispose();
    }

    [Test]
    public async Task Enter_ClientLeaves_WaitsNoMore()
    {
        var sut = new KeyGates(_clock);
        using var first = await sut.EnterAsync(Key, default);
        using var gone = new CancellationTokenSource();
        var second = sut.EnterAsync(Key, gone.Token).AsTask();
        await gone.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
    }
}
