using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Keeps every log line with its category, level and values.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    /// <summary>One line.</summary>
    internal sealed record Entry(
        string Category, LogLevel Level, EventId Id, string Message, IReadOnlyList<KeyValuePair<string, object?>> Values, Exception? Exception);

    /// <summary>The logged lines, oldest first.</summary>
    public IReadOnlyList<Entry> Entries => [.. _entries];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            capture._entries.Enqueue(new Entry(
                category,
                logLevel,
                eventId,
                formatter(state, exception),
                // A copy: generated log methods use one state again and again.
                state is IReadOnlyList<KeyValuePair<string, object?>> values ? [.. values] : [],
                exception));
    }
}
