using System.Runtime.InteropServices;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Commands;

/// <summary>SIGHUP, by which service managers ask for a reload. Without a handler it ends a program.</summary>
internal static class HangUp
{
    /// <summary>Reads the configuration again whenever the signal comes, until the result is disposed; null where the system has no such signal.</summary>
    public static IDisposable? Reload(IServiceProvider services)
    {
        // On Windows it means that the console is closed.
        if (OperatingSystem.IsWindows())
            return null;
        var reloader = services.GetRequiredService<ProxyConfigurationReloader>();
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            // Tells its own failures.
            _ = reloader.LookAsync(isAsked: true);
        });
    }
}
