namespace Iris.Gateway.CallLogs;

/// <summary>The last calls, in memory.</summary>
internal sealed class CallRing
{
    /// <summary>The most calls that it holds.</summary>
    public const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<CallRow> _rows = new();

    /// <summary>Adds a call; beyond <see cref="Most"/> the oldest goes.</summary>
    public void Add(CallRow row)
    {
        lock (_lock)
        {
            if (_rows.Count == Most)
                _rows.Dequeue();
            _rows.Enqueue(row);
        }
    }

    /// <summary>All of them, oldest first.</summary>
    public CallRow[] ToArray()
    {
        lock (_lock)
            return [.. _rows];
    }
}
