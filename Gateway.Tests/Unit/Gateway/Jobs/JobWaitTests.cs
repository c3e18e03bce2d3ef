using Iris.Gateway.Jobs;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Jobs;

/// <summary>Who waits for jobs is woken at once, piles nothing up and is bounded; whoever ends one meets no failure of it.</summary>
internal sealed class JobWaitTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public async Task Signal_SetManyTimes_WakesOnce()
    {
        var signal = new JobSignal(_time);
        var first = signal.Next();
        for (var i = 0; i < 1000; i++)
            signal.Set();
        await signal.WaitAsync(first, TimeSpan.FromHours(1), default).WaitAsync(Patience.Long);
        Assert.That(signal.Next().IsCompleted, Is.False);
    }

    [Test]
    public async Task Signal_NotSet_WaitsForTheTimeOrTheEnd()
    {
        var signal = new JobSignal(_time);
        var waiting = signal.WaitAsync(signal.Next(), TimeSpan.FromSeconds(1), default);
        Assert.That(waiting.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(Patience.Long);
        await signal.WaitAsync(signal.Next(), TimeSpan.FromSeconds(1), new CancellationToken(canceled: true)).WaitAsync(Patience.Long);
    }

    [Test]
    public async Task Watch_JobChanges_WakesAllWhoWaitForIt()
    {
        using var lifetime = new Lifetime();
        var watch = new JobWatch(lifetime, _time);
        using var one = watch.TryBegin("job");
        using var two = watch.TryBegin("job");
        using var other = watch.TryBegin("other");
        var (first, second, third) = (one!.Next(), two!.Next(), other!.Next());
        watch.Tell("job");
        Assert.That((first.IsCompleted, second.IsCompleted, third.IsCompleted), Is.EqualTo((true, true, false)));
        await one.WaitAsync(first, TimeSpan.FromHours(1), default).WaitAsync(Patience.Long);
    }

    [Test]
    public void Watch_MoreThanMayWait_AreNotTakenUntilOthersHaveEnded()
    {
        using var lifetime = new Lifetime();
        var watch = new JobWatch(lifetime, _time);
        var waiting = Enumerable.Range(0, JobWatch.Most).Select(i => watch.TryBegin($"job{i % 7}")!).ToList();
        Assert.That(watch.TryBegin("job0"), Is.Null);
        waiting[0].Dispose();
        waiting[0].Dispose();
        Assert.That(watch.TryBegin("job0"), Is.Not.Null);
        Assert.That(watch.TryBegin("job0"), Is.Null, "who has ended gives one place back");
    }

    [Test]
    public async Task Watch_GatewayStops_NobodyWaitsOn()
    {
        using var lifetime = new Lifetime();
        var watch = new JobWatch(lifetime, _time);
        using var waiter = watch.TryBegin("job");
        var waiting = waiter!.WaitAsync(waiter.Next(), TimeSpan.FromHours(1), default);
        lifetime.StopApplication();
        await waiting.WaitAsync(Patience.Long);
        Assert.That(waiter.IsOver);
    }

    [Test]
    public void Run_EndedInEveryWay_TheFirstReasonCountsAndNothingIsThrown()
    {
        using var ended = new CancellationTokenSource();
        var job = new Job
        {
            Id = "job", Holder = "a", Created = default, Expires = default, TimeToLive = default, Operation = "generations", Path = "/", Headers = "{}",
            Body = "body",
        };
        var run = new JobRun(job, ended);
        using var failing = run.Ended.Register(() => throw new InvalidOperationException("a failure of the job"));
        run.End(JobStop.Client);
        run.End(JobStop.Gateway);
        Assert.That((run.Stop, run.Ended.IsCancellationRequested), Is.EqualTo((JobStop.Client, true)));
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;
        public CancellationToken ApplicationStopping => _stopping.Token;
        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
