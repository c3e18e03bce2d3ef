using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Iris.Gateway.Hosting;

/// <summary>The log levels and formats that apply unless proxy.json, the environment or the command line set others.</summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Values = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        // The gateway's own access line reports a request once; the frameworks would report it four times.
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // While this category is enabled, hosting creates an activity for every request, which is useless without tracing.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // For an app that is down these categories write several warnings with stacks per request; ForwardingFailures writes one line.
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder"] = "Error",
        ["Logging:LogLevel:Yarp.ReverseProxy.LoadBalancing"] = "Error",
        // The trail already reports retries; Polly's events would report every attempt a second time.
        ["Logging:LogLevel:Polly"] = "Warning",
        // Scripts wait for "Now listening on" and similar lines.
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:Console:FormatterName"] = ConsoleLines.FormatterName,
        // The options of the formatters that a user can choose instead.
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
    };

    /// <summary>Adds the defaults below every other source.</summary>
    /// <param name="configuration">The host's, with all other sources.</param>
    /// <param name="isTerminal">Whether a person reads the log as it is written.</param>
    public static void AddDefaults(this ConfigurationManager configuration, bool isTerminal)
    {
        var values = new Dictionary<string, string?>(Values);
        // .NET's text formatters write no time unless a format is set; the JSON formatter has a format of its own.
        if (configuration["Logging:Console:FormatterName"] is not ConsoleFormatterNames.Json)
            values["Logging:Console:FormatterOptions:TimestampFormat"] = isTerminal ? "HH:mm:ss " : ConsoleJson.Rfc3339 + " ";
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
    }
}
