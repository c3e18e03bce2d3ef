using System.Collections.Concurrent;

namespace Iris.Gateway.Legs;

/// <summary>
/// Tells providers that nobody waits any more for what was ordered. Said once, within its own time and behind the client's
/// back: whether the provider hears it changes nothing. The gateway does not stop before the last one has been said.
/// </summary>
internal sealed partial class Farewells(TimeProvider time, ILogger<Farewells> logger) : IHostedService
{
    /// <summary>How long one may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    /// <summary>Begins to send a request, and disposes it afterwards; never throws.</summary>
    public void Say(SendLeg send, HttpRequestMessage request)
    {
        var saying = Task.Run(() => SayAsync(send, request));
        _underWay.TryAdd(saying, true);
        _ = saying.ContinueWith(ended => _underWay.TryRemove(ended, out _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_underWay.Keys).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Log.LeftUnsaid(logger, _underWay.Count);
        }
    }

    private async Task SayAsync(SendLeg send, HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var deadline = new CancellationTokenSource(Patience, time);
                using var response = await send(request, deadline.Token);
                Log.Said(logger, (int)response.StatusCode);
            }
            catch (Exception e)
            {
                Log.NotHeard(logger, e.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "told the provider that nobody waits any more: {Status}", EventName = "ProviderCallCancelled")]
        public static partial void Said(ILogger logger, int status);

        [LoggerMessage(2, LogLevel.Debug, "could not tell the provider that nobody waits any more: {Error}", EventName = "ProviderCallNotCancelled")]
        public static partial void NotHeard(ILogger logger, string error);

        [LoggerMessage(3, LogLevel.Warning, "stopping while {Count} providers have yet to be told that nobody waits any more", EventName = "ProviderCallsLeft")]
        public static partial void LeftUnsaid(ILogger logger, int count);
    }
}
