using Iris.Gateway.Hosting;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Hosting;

/// <summary>Promise: what a burst has taken is given back once the gateway is idle, and neither a busy nor a small one is disturbed.</summary>
internal sealed class IdleMemoryTests
{
    private const long Start = 50L << 20;

    private readonly FakeTimeProvider _time = new();
    private long _resident;
    private long _allocated;
    private int _collections;

    [SetUp]
    public void Begin() => (_resident, _allocated, _collections) = (Start, 0, 0);

    [Test]
    public void Look_IdleAfterABurst_CollectsUntilPoolsHaveLetGoAndThenRests()
    {
        using var sut = CreateSut();
        _resident += 10 * IdleMemory.Worth;
        Pass(20);
        Assert.That(_collections, Is.EqualTo(IdleMemory.Collections));

        _resident += IdleMemory.Worth;
        Pass(1);
        Assert.That(_collections, Is.EqualTo(IdleMemory.Collections + 1), "the next burst");
    }

    [Test]
    public void Look_Busy_WaitsForAQuietTime()
    {
        using var sut = CreateSut();
        _resident += 10 * IdleMemory.Worth;
        for (var i = 0; i < 5; i++)
        {
            _allocated += IdleMemory.Quiet;
            Pass(1);
        }
        Assert.That(_collections, Is.Zero);

        _allocated += IdleMemory.Quiet - 1;
        Pass(1);
        Assert.That(_collections, Is.EqualTo(1));
    }

    [Test]
    public void Look_LittleHasGrown_DoesNothing()
    {
        using var sut = CreateSut();
        _resident += IdleMemory.Worth - 1;
        Pass(50);
        Assert.That(_collections, Is.Zero);
    }

    [Test]
    public void Dispose_TheTimer_LooksNoMore()
    {
        CreateSut().Dispose();
        _resident += 10 * IdleMemory.Worth;
        Pass(5);
        Assert.That(_collections, Is.Zero);
    }

    private IdleMemory CreateSut() => new(_time, () => _resident, () => _allocated, () => _collections++);

    private void Pass(int intervals)
    {
        for (var i = 0; i < intervals; i++)
            _time.Advance(IdleMemory.Interval);
    }
}
