using System.Runtime.InteropServices;

namespace Iris.Gateway.Endpoints;

/// <summary>
/// Drains the gateway: on SIGTERM it reports "not ready" and keeps serving for <c>Images.Drain.Delay</c>, until load balancers have noticed; only
/// then it stops accepting connections. Ctrl+C at a terminal skips the delay.
/// </summary>
internal sealed partial class Drain(TimeSpan delay, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService, IDisposable
{
    private PosixSignalRegistration? _signal;
    private volatile bool _terminated;

    /// <summary>True from the moment the gateway begins to stop.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Notes that an orchestrator, and not a person at a terminal, asks for the stop.</summary>
    internal void NoteTermination() => _terminated = true;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // The host's own handler starts the stop; this one only notes the cause.
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => NoteTermination());
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsDraining = true;
        if (!_terminated || delay <= TimeSpan.Zero)
            return;
        Log.Draining(logger, delay.TotalSeconds);
        try
        {
            await Task.Delay(delay, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host's shutdown timeout ended first.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signal?.Dispose();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "draining: not ready, serving on for {Seconds} s", EventName = "Draining")]
        public static partial void Draining(ILogger logger, double seconds);
    }
}
