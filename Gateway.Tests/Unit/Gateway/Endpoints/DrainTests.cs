using Iris.Gateway.Endpoints;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Endpoints;

/// <summary>The delay between "not ready" and the end of accepting.</summary>
internal sealed class DrainTests
{
    private readonly FakeTimeProvider _time = new();

    private Drain CreateSut(double seconds) => new(TimeSpan.FromSeconds(seconds), _time, NullLogger<Drain>.Instance);

    [Test]
    public async Task Stopping_Terminated_WaitsTheDelayAndIsDrainingMeanwhile()
    {
        using var sut = CreateSut(5);
        sut.NoteTermination();
        Assert.That(sut.IsDraining, Is.False);

        var stopping = sut.StoppingAsync(default);
        Assert.That(sut.IsDraining, Is.True);
        _time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.That(stopping.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [TestCase(5, false)]
    [TestCase(0, true)]
    public void Stopping_AtATerminalOrWithoutDelay_DoesNotWait(double seconds, bool terminated)
    {
        using var sut = CreateSut(seconds);
        if (terminated)
            sut.NoteTermination();

        Assert.That(sut.StoppingAsync(default).IsCompletedSuccessfully, Is.True);
        Assert.That(sut.IsDraining, Is.True);
    }

    [Test]
    public async Task Stopping_HostsPatienceEnds_GivesUpQuietly()
    {
        using var sut = CreateSut(5);
        using var patience = new CancellationTokenSource();
        sut.NoteTermination();
        var stopping = sut.StoppingAsync(patience.Token);
        await patience.CancelAsync();

        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
