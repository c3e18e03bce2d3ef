using System.Collections.Frozen;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Model;

/// <summary>The section <c>Images</c> of proxy.json: what holds for the whole gateway. Defaults are those of an absent section.</summary>
internal sealed record ImagesOptions
{
    /// <summary>Names that clients may use for a model; keys ignore case.</summary>
    public FrozenDictionary<string, ModelAlias> Models { get; init; } = FrozenDictionary<string, ModelAlias>.Empty;

    /// <summary>How long a provider may take, capped by their total.</summary>
    public DeadlineOptions Deadlines { get; init; } = new();

    /// <summary>Silence on a stream after which the client gets a comment, so that nothing between takes the connection for dead. 10 ms..1 h.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Refuse a parameter the model does not know, instead of dropping it with a warning.</summary>
    public bool Strict { get; init; }

    /// <summary>What <c>"response_format": "url"</c> gets from a provider that only has base64.</summary>
    public UrlDelivery Url { get; init; } = UrlDelivery.Base64;

    /// <summary>From where pictures may be fetched.</summary>
    public DownloadsOptions Downloads { get; init; } = new();

    public ResilienceOptions Resilience { get; init; } = new();

    public DrainOptions Drain { get; init; } = new();

    /// <summary>Put before the gateway's own endpoints (<c>/health</c>, <c>/metrics</c>): empty, or a path that starts and does not end with a slash.</summary>
    public string EndpointsPrefix { get; init; } = "";

    /// <summary>A port of its own for <c>/metrics</c>, 1..65535; null: the gateway's port.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>Longest body of an image request, in bytes, 1..1 GiB.</summary>
    public long RequestBytes { get; init; } = 33_554_432;
}

/// <summary>What an alias stands for. Both are <c>cluster/model</c>, never another alias.</summary>
internal sealed record ModelAlias(string Target, IReadOnlyList<string> Fallbacks);

/// <summary>Limits on a provider's time; each greater than zero and at most a day.</summary>
internal sealed record DeadlineOptions
{
    /// <summary>TCP and TLS together.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request sent to the answer's first byte. Long, because most providers stay silent until the picture is drawn.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two bytes of an answer that has begun.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>One target from start to end, retries included.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The values that can take effect: none outlasts the total.</summary>
    public DeadlineOptions Capped() => new()
    {
        Connect = Shorter(Connect, Total),
        FirstByte = Shorter(FirstByte, Total),
        Silence = Shorter(Silence, Total),
        Total = Total,
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>How a cluster meets failure and load.</summary>
internal sealed record ResilienceOptions
{
    public RetryOptions Retry { get; init; } = new();

    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>Calls of one cluster that run at the same time, 1..100,000.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>Calls that wait for one of those places, 0..1,000,000; more are refused.</summary>
    public int Queue { get; init; } = 512;
}

/// <summary>Retries of one target, only where no second bill can arise.</summary>
internal sealed record RetryOptions
{
    /// <summary>0..10; 0 switches retries off.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>Before the first retry; it grows from there. 0..1 min.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait, a provider's Retry-After included. 0..10 min, not below <see cref="Delay"/>.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>When a failing cluster is left alone. The ranges are those of Polly's circuit breaker.</summary>
internal sealed record BreakerOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Share of failures that opens the breaker, above 0 and up to 1.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Calls within <see cref="SamplingDuration"/> before the ratio counts, 2..1,000,000.</summary>
    public int MinimumThroughput { get; init; } = 10;

    /// <summary>500 ms..1 day.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>500 ms..1 day.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>The way out of service.</summary>
internal sealed record DrainOptions
{
    /// <summary>Not ready, still serving: the time a load balancer takes to look away. 0..10 min.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For running requests to end. 0..1 h.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
