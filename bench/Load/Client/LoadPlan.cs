namespace Iris.Bench.Load.Client;

/// <summary>One load on one address: what the load generator is told, as JSON.</summary>
internal sealed record LoadPlan
{
    public required int Port { get; init; }
    public required string Path { get; init; }
    public required string Body { get; init; }
    public IReadOnlyList<string> Headers { get; init; } = [];
    /// <summary>Connections, each with one request at a time.</summary>
    public required int Connections { get; init; }
    /// <summary>How long requests are begun, in seconds; those under way are finished. Ignored with <see cref="Total"/>.</summary>
    public double Seconds { get; init; }
    /// <summary>Requests in all, spread over the connections; 0 = by time.</summary>
    public int Total { get; init; }
    /// <summary>Requests a second, due at a constant pace whatever the server does; 0 = the next when the last has ended.</summary>
    public double Rate { get; init; }
    /// <summary>How many of the connections read slowly, at 1, 2, 3 and 4 MB/s in turn.</summary>
    public int SlowReaders { get; init; }
    /// <summary>Bytes that an answer's body has at least and at most.</summary>
    public long LeastBytes { get; init; }
    public long MostBytes { get; init; } = long.MaxValue;
    /// <summary>Events that an answer has; 0 = no stream.</summary>
    public int Events { get; init; }
    /// <summary>Silence that ends the wait for an answer, in seconds.</summary>
    public int Patience { get; init; } = 60;
}

/// <summary>What came of a <see cref="LoadPlan"/>. Times are milliseconds.</summary>
internal sealed record LoadResult
{
    /// <summary>Answers that were as they should be, including those that ended after the time.</summary>
    public long Good { get; init; }
    /// <summary>Answers that were not.</summary>
    public long Bad { get; init; }
    /// <summary>The first few things that were wrong, with how often.</summary>
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new Dictionary<string, long>();
    /// <summary>Good answers a second, within the time.</summary>
    public double PerSecond { get; init; }
    /// <summary>Bytes of good answers' bodies, within the time, in MB (10^6) a second.</summary>
    public double MegabytesPerSecond { get; init; }
    /// <summary>Seconds from the first request to the last answer.</summary>
    public double Wall { get; init; }
    /// <summary>Whole answers, from the instant the request was due.</summary>
    public double? P50 { get; init; }
    public double? P99 { get; init; }
    public double? Max { get; init; }
    /// <summary>First bytes, from the instant the request was due.</summary>
    public double? FirstByteP50 { get; init; }
    /// <summary>Events, from the mock's flush to the whole event here.</summary>
    public double? EventP50 { get; init; }
    public double? EventP99 { get; init; }
    public long EventsSeen { get; init; }
    /// <summary>The load generator's own CPU seconds.</summary>
    public double OwnCpu { get; init; }
}
