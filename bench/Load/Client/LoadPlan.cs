namespace Iris.Bench.Load.Client;

/// <summary>One load on one address: the load generator's instructions, as JSON.</summary>
internal sealed record LoadPlan
{
    public required int Port { get; init; }
    public required string Path { get; init; }
    public required string Body { get; init; }
    /// <summary>The pictures of a form, whose field <c>model</c> is <see cref="Body"/>; 0 sends <see cref="Body"/> as JSON.</summary>
    public int Pictures { get; init; }
    /// <summary>Bytes of each picture.</summary>
    public int PictureBytes { get; init; }
    public IReadOnlyList<string> Headers { get; init; } = [];
    /// <summary>Connections, each with one request at a time.</summary>
    public required int Connections { get; init; }
    /// <summary>How long new requests are sent, in seconds; running ones are finished. Ignored with <see cref="Total"/>.</summary>
    public double Seconds { get; init; }
    /// <summary>The total number of requests, spread over the connections; 0 counts by time.</summary>
    public int Total { get; init; }
    /// <summary>Requests per second, due at a constant pace whatever the server does; 0 sends the next request when the last has ended.</summary>
    public double Rate { get; init; }
    /// <summary>The number of connections that read slowly, at 1, 2, 3 and 4 MB/s in turn.</summary>
    public int SlowReaders { get; init; }
    /// <summary>The least number of bytes in a response's body; the most follows.</summary>
    public long LeastBytes { get; init; }
    public long MostBytes { get; init; } = long.MaxValue;
    /// <summary>The number of events of a response; 0 for no stream.</summary>
    public int Events { get; init; }
    /// <summary>The silence after which a response counts as missing, in seconds.</summary>
    public int Patience { get; init; } = 60;
}

/// <summary>The result of a <see cref="LoadPlan"/>. Times are in milliseconds.</summary>
internal sealed record LoadResult
{
    /// <summary>The correct responses, including those that ended after the time.</summary>
    public long Good { get; init; }
    /// <summary>The incorrect responses.</summary>
    public long Bad { get; init; }
    /// <summary>The first few faults, with their counts.</summary>
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new Dictionary<string, long>();
    /// <summary>Correct responses per second, within the time.</summary>
    public double PerSecond { get; init; }
    /// <summary>Bytes of correct responses' bodies, within the time, in MB (10^6) per second.</summary>
    public double MegabytesPerSecond { get; init; }
    /// <summary>Seconds from the first request to the last response.</summary>
    public double Wall { get; init; }
    /// <summary>Time of whole responses, from the instant when the request was due.</summary>
    public double? P50 { get; init; }
    public double? P99 { get; init; }
    public double? Max { get; init; }
    /// <summary>Time to the first byte, from the instant when the request was due.</summary>
    public double? FirstByteP50 { get; init; }
    /// <summary>Time of events, from the mock's flush to the whole event at the client.</summary>
    public double? EventP50 { get; init; }
    public double? EventP99 { get; init; }
    public long EventsSeen { get; init; }
    /// <summary>The load generator's own CPU time in seconds.</summary>
    public double OwnCpu { get; init; }
}
