using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>
/// A clock that a test moves, and that tells when somebody waits on it: time may only be moved once the wait has begun, or
/// nobody would notice.
/// </summary>
internal sealed class TestClock : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _armed = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Puts the clock into a gateway.</summary>
    public void Install(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(this);

    /// <summary>How often a timer of this length has been set so far.</summary>
    public int Armed(TimeSpan due)
    {
        lock (_lock)
            return _armed.Count(armed => armed == due);
    }

    /// <summary>Waits until a timer of this length has been set for the <paramref name="times"/>th time.</summary>
    public Task<TimeSpan> ArmedAsync(TimeSpan due, int times = 1) => ArmedAsync(armed => armed == due, times);

    /// <summary>Waits until timers whose length fits have been set so many times; gives the last one's length.</summary>
    public async Task<TimeSpan> ArmedAsync(Func<TimeSpan, bool> fits, int times = 1)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var found = _armed.Where(fits).ToList();
                if (found.Count >= times)
                    return found[times - 1];
                changed = _changed.Task;
            }
            await changed.WaitAsync(Patience.Long);
        }
    }

    /// <summary>Waits until somebody waits for so long, then lets that time pass.</summary>
    public async Task PassAsync(TimeSpan due, int times = 1)
    {
        await ArmedAsync(due, times);
        Advance(due);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    private void Note(TimeSpan due)
    {
        lock (_lock)
        {
            _armed.Add(due);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Timer(TestClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            clock.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
