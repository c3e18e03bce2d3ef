using Iris.Gateway.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Hosting;

/// <summary>Promise: whoever is started behind the choice works in batches, and a choice already made is left alone.</summary>
[Platform("Linux")]
internal sealed class SchedulingTests
{
    [Test]
    public void PreferBatches_ThreadsStartedAfterwards_Inherit()
    {
        var policies = new List<int>();
        var changed = false;
        OnThread(() =>
        {
            changed = Scheduling.PreferBatches();
            policies.Add(Scheduling.Policy());
            OnThread(() => policies.Add(Scheduling.Policy()));
        });

        Assert.That(changed);
        Assert.That(policies, Is.EqualTo(new[] { Scheduling.Batch, Scheduling.Batch }));
    }

    [Test]
    public void PreferBatches_PolicyIsChosen_ChangesNothing()
    {
        var again = true;
        OnThread(() =>
        {
            Scheduling.PreferBatches();
            again = Scheduling.PreferBatches();
        });

        Assert.That(again, Is.False);
    }

    // Of its own: the policy would stay with a thread of the pool.
    private static void OnThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
