using Iris.Gateway.Configuration;

namespace Iris.Gateway.Spool;

/// <summary>Removes at start what an earlier run has left in the spool's folder.</summary>
internal sealed class SpoolSweep(ProxyConfigurationProvider configuration, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        SpoolFile.Sweep(configuration.Current.Images.SpoolFolder ?? Path.GetTempPath(), time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
