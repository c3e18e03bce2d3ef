using System.Diagnostics.Metrics;
using Iris.Gateway.Telemetry;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Looks at the certificates' files once a second. The server's own way is to close the endpoint, wait five seconds, break off what runs on it and
/// open it anew, which would cost the pictures that are being drawn.
/// </summary>
internal sealed class CertificateRenewal(ServedCertificates certificates, IMeterFactory meters, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private PeriodicTimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create(ImageTelemetry.SourceName).CreateObservableGauge(
            "iris.certificate.end_timestamp", certificates.Ends, "s", "When a certificate that the server shows ends, since 1970.");
        // Created here because ExecuteAsync is queued to another thread and would miss a clock that moves in between.
        _timer = new PeriodicTimer(Interval, time);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _timer?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer!.WaitForNextTickAsync(stoppingToken))
                certificates.Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
