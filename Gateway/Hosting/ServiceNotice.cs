using Microsoft.Extensions.Hosting.Systemd;

namespace Iris.Gateway.Hosting;

/// <summary>Tells systemd when the gateway listens and when it begins to stop (sd_notify(3)).</summary>
internal sealed class ServiceNotice(ISystemdNotifier notifier) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken) => Tell(ServiceState.Ready);

    public Task StoppingAsync(CancellationToken cancellationToken) => Tell(ServiceState.Stopping);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task Tell(ServiceState state)
    {
        notifier.Notify(state);
        return Task.CompletedTask;
    }
}

internal static class ServiceNoticeExtensions
{
    /// <summary>Tells systemd where it asks to be told; elsewhere nothing is added.</summary>
    public static IServiceCollection AddServiceNotice(this IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")))
            return services;
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        return services.AddHostedService<ServiceNotice>();
    }
}
