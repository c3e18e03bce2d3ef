using System.Text;
using Iris.Gateway.Calls;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Iris.Gateway.Hosting;

/// <summary>
/// The console log, written in batches. .NET's own console logger writes each line by itself on its own thread, which costs a busy gateway two
/// thread switches and a system call per request. Here each line is formatted where it is logged, by the same formatters, and the lines are written
/// together after <see cref="Delay"/> and when the gateway stops. A blocked console does not block the gateway: beyond <see cref="MostWaiting"/>
/// characters lines are dropped, and their number is logged.
/// </summary>
internal sealed class ConsoleBatches : ILoggerProvider, ISupportExternalScope
{
    /// <summary>How long a line waits for others.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    /// <summary>The most characters that wait.</summary>
    public const int MostWaiting = 1 << 20;

    // "Hosting failed to start"; Microsoft.Extensions.Hosting keeps the name and the number to itself.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int HostStartFailed = 11;

    [ThreadStatic]
    private static StringWriter? s_line;

    private readonly ConsoleFormatter _formatter;
    private readonly Stream _console;
    private readonly ITimer _timer;
    private readonly Lock _waitingLock = new();
    private readonly Lock _writingLock = new();
    private StringBuilder _waiting = new();
    private StringBuilder _written = new();
    private long _leftOut;
    private bool _isAwaited;
    private IExternalScopeProvider? _scopes;

    public ConsoleBatches(IEnumerable<ConsoleFormatter> formatters, IOptions<ConsoleLoggerOptions> options, Stream console, TimeProvider time)
    {
        var known = formatters.ToDictionary(formatter => formatter.Name, StringComparer.OrdinalIgnoreCase);
        _formatter = options.Value.FormatterName is { } name && known.TryGetValue(name, out var chosen) ? chosen : known[ConsoleLines.FormatterName];
        _console = console;
        _timer = time.CreateTimer(static state => ((ConsoleBatches)state!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // The lines before a crash are the most valuable.
        AppDomain.CurrentDomain.ProcessExit += FlushAtExit;
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= FlushAtExit;
        _timer.Dispose();
        Flush();
    }

    /// <summary>Writes all waiting lines.</summary>
    public void Flush()
    {
        lock (_writingLock)
        {
            StringBuilder batch;
            lock (_waitingLock)
            {
                _isAwaited = false;
                if (_leftOut > 0)
                    _waiting.Append(System.Globalization.CultureInfo.InvariantCulture, $"({_leftOut} lines were left out: the console is too slow)\n");
                _leftOut = 0;
                (batch, _waiting, _written) = (_waiting, _written, _waiting);
            }
            try
            {
                WriteOut(batch);
            }
            catch (IOException)
            {
                // The console is closed.
            }
            batch.Clear();
        }
    }

    private void WriteOut(StringBuilder batch)
    {
        // Two chunks may divide a surrogate pair: the encoder keeps the first half.
        var encoder = Encoding.UTF8.GetEncoder();
        Span<byte> bytes = stackalloc byte[2048];
        foreach (var chunk in batch.GetChunks())
        {
            var rest = chunk.Span;
            while (!rest.IsEmpty)
            {
                encoder.Convert(rest, bytes, flush: false, out var read, out var length, out _);
                _console.Write(bytes[..length]);
                rest = rest[read..];
            }
        }
        _console.Flush();
    }

    private void Write<TState>(in LogEntry<TState> entry)
    {
        var line = s_line ??= new StringWriter();
        var text = line.GetStringBuilder();
        try
        {
            _formatter.Write(entry, _scopes, line);
            Add(text);
        }
        finally
        {
            text.Clear();
        }
    }

    private void Add(StringBuilder text)
    {
        lock (_waitingLock)
        {
            if (_waiting.Length + text.Length > MostWaiting)
            {
                _leftOut++;
                return;
            }
            _waiting.Append(text);
            if (_isAwaited)
                return;
            _isAwaited = true;
        }
        _timer.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    private void FlushAtExit(object? sender, EventArgs e) => Flush();

    private sealed class Category(ConsoleBatches console, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => console._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel != LogLevel.None && !IsToldElsewhere(eventId, exception))
                console.Write(new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter));
        }

        // The server reports a broken answer with its stack; the request's own line tells what has happened. The host reports a failed start with its
        // stack; the program tells it in a sentence.
        private bool IsToldElsewhere(EventId eventId, Exception? exception) =>
            exception is AnswerBrokeOffException || (exception is not null && eventId.Id == HostStartFailed && name == HostCategory);
    }
}
