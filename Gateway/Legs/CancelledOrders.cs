using System.Collections.Concurrent;

namespace Iris.Gateway.Legs;

/// <summary>
/// Cancels orders at their provider when no client waits for them any more. A cancellation is sent once, with its own time limit, and no client
/// waits for it, because its success changes nothing. A stopping gateway waits for cancellations that are in progress.
/// </summary>
internal sealed partial class CancelledOrders(TimeProvider time, ILogger<CancelledOrders> logger) : IHostedService
{
    /// <summary>How long a cancellation may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    /// <summary>Sends a cancellation without waiting for it, and disposes the request afterwards; never throws.</summary>
    public void Send(SendLeg send, HttpRequestMessage request)
    {
        var sending = Task.Run(() => SendAsync(send, request));
        _underWay.TryAdd(sending, true);
        _ = sending.ContinueWith(ended => _underWay.TryRemove(ended, out _), TaskScheduler.Default);
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
            Log.Unsent(logger, _underWay.Count);
        }
    }

    private async Task SendAsync(SendLeg send, HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var deadline = new CancellationTokenSource(Patience, time);
                using var response = await send(request, deadline.Token);
                Log.Sent(logger, (int)response.StatusCode);
            }
            catch (Exception e)
            {
                Log.Failed(logger, e.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "told the provider that nobody waits any more: {Status}", EventName = "ProviderCallCancelled")]
        public static partial void Sent(ILogger logger, int status);

        [LoggerMessage(2, LogLevel.Debug, "could not tell the provider that nobody waits any more: {Error}", EventName = "ProviderCallNotCancelled")]
        public static partial void Failed(ILogger logger, string error);

        [LoggerMessage(3, LogLevel.Warning, "stopping while {Count} providers have yet to be told that nobody waits any more", EventName = "ProviderCallsLeft")]
        public static partial void Unsent(ILogger logger, int count);
    }
}
