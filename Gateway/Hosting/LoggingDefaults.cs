using Microsoft.Extensions.Configuration.Memory;

namespace Iris.Gateway.Hosting;

/// <summary>What the log looks like unless proxy.json, the environment or the command line say otherwise.</summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Values = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        // Our own access line says it once; the frameworks would say it four times.
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // As long as anybody could see its log, hosting makes an activity for every request, which nobody gets without tracing.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // A retry is a line of the trail; Polly's own events name every attempt again.
        ["Logging:LogLevel:Polly"] = "Warning",
        // "Now listening on" and its like: what scripts wait for.
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:Console:FormatterName"] = ConsoleLines.FormatterName,
        // Of the formatters that may be chosen instead.
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
    };

    /// <summary>Puts the defaults below every other source.</summary>
    public static void AddDefaults(this ConfigurationManager configuration) =>
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Values });
}
