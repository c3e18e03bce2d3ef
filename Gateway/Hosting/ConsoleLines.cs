using System.Buffers;
using System.Globalization;
using Iris.Gateway.Calls;
using Iris.Gateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Iris.Gateway.Hosting;

/// <summary>
/// A console log for people: time, level when it is not Information, message. The further lines of a message are indented, so that no message can
/// imitate another log line. Machines choose <c>json</c> instead.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="isDated">True where nobody watches: in a file or a collector a line is read days later, and needs its date and zone.</param>
internal sealed class ConsoleLines(TimeProvider time, bool isDated = false) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name in <c>Logging.Console.FormatterName</c>.</summary>
    public const string FormatterName = "lines";

    private const int UsualLength = 512;

    // Where the digits beyond milliseconds stand in "2026-11-27T04:44:16.8690000+00:00".
    private const int MoreDigits = 23;
    private const int MoreDigitsEnd = 27;

    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\f\u0085\u2028\u2029");

    private const string Indent = "\n         ";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        Span<char> now = stackalloc char[40];
        var length = WriteTime(now);
        textWriter.Write(now[..length]);
        if (logEntry.LogLevel != LogLevel.Information)
            textWriter.Write(Level(logEntry.LogLevel));
        if (!logEntry.Category.StartsWith("Iris.", StringComparison.Ordinal))
        {
            textWriter.Write(logEntry.Category);
            textWriter.Write(": ");
        }
        Span<char> text = stackalloc char[UsualLength];
        if (logEntry.State is ILogLine line && line.TryWrite(text, out length) && !text[..length].ContainsAny(LineBreaks))
            textWriter.Write(text[..length]);
        else
            WriteIndented(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
            WriteIndented(textWriter, HasNoNeedOfAStack(logEntry.LogLevel, exception) ? ": " + FailureReason.Of(exception) : "\n" + exception);
        textWriter.Write('\n');
    }

    private int WriteTime(Span<char> now)
    {
        if (!isDated)
        {
            time.GetLocalNow().TryFormat(now, out var written, "HH:mm:ss ", CultureInfo.InvariantCulture);
            return written;
        }
        // The round-trip form is written without a parsed pattern, at a fraction of the cost. It is RFC 3339 with seven digits of the second, of
        // which three stay.
        time.GetLocalNow().TryFormat(now, out var length, "O", CultureInfo.InvariantCulture);
        now[MoreDigitsEnd..length].CopyTo(now[MoreDigits..]);
        length -= MoreDigitsEnd - MoreDigits;
        now[length++] = ' ';
        return length;
    }

    // A probe of an app that is down fails every few seconds.
    private static bool HasNoNeedOfAStack(LogLevel level, Exception exception) => level == LogLevel.Warning && FailureReason.IsOutside(exception);

    private static void WriteIndented(TextWriter writer, string text) =>
        writer.Write(text.ReplaceLineEndings("\n").Replace("\n", Indent, StringComparison.Ordinal)
            .Replace(Indent + Indent, "\n" + Indent, StringComparison.Ordinal));

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning: ",
        LogLevel.Error => "error: ",
        LogLevel.Critical => "critical: ",
        LogLevel.Debug => "debug: ",
        _ => "trace: ",
    };
}

internal static class ConsoleLinesExtensions
{
    // Internal to the framework, so only its name can be used.
    private const string DotNetsJson = "JsonConsoleFormatter";

    /// <summary>Registers both formatters and lets the configuration choose: a slim host fixes <c>simple</c>.</summary>
    public static IServiceCollection AddConsoleLines(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var framework in services.Where(
            service => service.ServiceType == typeof(ConsoleFormatter) && service.ImplementationType?.Name == DotNetsJson).ToArray())
            services.Remove(framework);
        services.AddSingleton<ConsoleFormatter>(
            provider => new ConsoleLines(provider.GetRequiredService<TimeProvider>(), Console.IsOutputRedirected));
        services.AddSingleton<ConsoleFormatter, ConsoleJson>();
        services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = configuration["Logging:Console:FormatterName"]);
        foreach (var lineByLine in services.Where(service => service.ImplementationType == typeof(ConsoleLoggerProvider)).ToArray())
            services.Remove(lineByLine);
        // The system's clock and not the injected one: the time of display does not belong to the log's content.
        return services.AddSingleton<ILoggerProvider>(provider => new ConsoleBatches(
            provider.GetServices<ConsoleFormatter>(),
            provider.GetRequiredService<IOptions<ConsoleLoggerOptions>>(),
            new BufferedStream(Console.OpenStandardOutput(), 16 * 1024),
            TimeProvider.System));
    }
}
