using System.Globalization;

namespace Iris.Gateway.Calls;

/// <summary>
/// Bounds how many failures are logged: a provider or an app that is down fails every call, and a log that is full of it hides everything else.
/// Within <see cref="Window"/> each subject has <see cref="Most"/> lines; the number of those left out is logged when the window ends.
/// </summary>
internal sealed partial class LineBudget(TimeProvider time, ILogger<LineBudget> logger) : IDisposable
{
    /// <summary>The most lines of a subject in one window.</summary>
    public const int Most = 10;

    /// <summary>The length of a window, from a subject's first line on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);
    private ITimer? _timer;
    private long _started;
    private bool _isAwaited;

    /// <summary>Whether another line may be logged; one that may not is counted.</summary>
    /// <param name="subject">What has failed: a cluster, a route or a part of the gateway, of which there are only as many as the file names; never a
    /// text of a client.</param>
    public bool Takes(string subject)
    {
        lock (_lock)
        {
            if (!_isAwaited && time.GetElapsedTime(_started) >= Window)
            {
                _lines.Clear();
                _started = time.GetTimestamp();
            }
            var lines = _lines[subject] = _lines.GetValueOrDefault(subject) + 1;
            if (lines <= Most)
                return true;
            if (_isAwaited)
                return false;
            _isAwaited = true;
            var rest = Window - time.GetElapsedTime(_started);
            _timer ??= time.CreateTimer(static budget => ((LineBudget)budget!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            return false;
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void End()
    {
        string[] leftOut;
        lock (_lock)
        {
            leftOut = [.. _lines.Where(subject => subject.Value > Most).OrderBy(subject => subject.Key, StringComparer.Ordinal)
                .Select(subject => string.Create(CultureInfo.InvariantCulture, $"{subject.Key} {subject.Value - Most}"))];
            _lines.Clear();
            _started = time.GetTimestamp();
            _isAwaited = false;
        }
        Log.LeftOut(logger, (int)Window.TotalSeconds, string.Join(", ", leftOut));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "failures that were not logged within {Seconds} s, as there were too many: {LeftOut}", EventName = "LinesLeftOut")]
        public static partial void LeftOut(ILogger logger, int seconds, string leftOut);
    }
}
