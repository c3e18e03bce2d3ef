using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Iris.Gateway.Hosting;

/// <summary>The log levels and formats that apply unless proxy.json, the environment or the command line set others.</summary>
internal static class LoggingDefaults
{
    private static readonly Dictionary<string, string?> Values = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        // The gateway's own access line says it once; the frameworks would say it four times.
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // While this category is enabled, hosting creates an activity for every request, which is useless without tracing.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // Their warnings are several a request, with stacks, of an app that is down: ForwardingFailures tells the same in a line.
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder"] = "Error",
        ["Logging:LogLevel:Yarp.ReverseProxy.LoadBalancing"] = "Error",
        // The trail already tells the retries; Polly's events would report every attempt again.
        ["Logging:LogLevel:Polly"] = "Warning",
        // "Now listening on" and similar lines, which scripts wait for.
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:Console:FormatterName"] = ConsoleLines.FormatterName,
        // Options of the formatters that can be chosen instead.
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
    };

    /// <summary>Adds the defaults below every other source.</summary>
    /// <param name="configuration">The host's, with all other sources.</param>
    /// <param name="isTerminal">Whether a person reads the log as it is written.</param>
    public static void AddDefaults(this ConfigurationManager configuration, bool isTerminal)
    {
        var values = new Dictionary<string, string?>(Values);
        // .NET's formatters for people write no time unless they are told how; json has its own form.
        if (configuration["Logging:Console:FormatterName"] is not ConsoleFormatterNames.Json)
            values["Logging:Console:FormatterOptions:TimestampFormat"] = isTerminal ? "HH:mm:ss " : ConsoleJson.Rfc3339 + " ";
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
    }
}
