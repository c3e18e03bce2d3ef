using System.Collections.Frozen;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Model;

/// <summary>The section <c>Images</c> of proxy.json: the settings of the whole gateway. The defaults apply when the section is absent.</summary>
internal sealed record ImagesOptions
{
    /// <summary>Names that clients may use for a model; keys ignore case.</summary>
    public FrozenDictionary<string, ModelAlias> Models { get; init; } = FrozenDictionary<string, ModelAlias>.Empty;

    /// <summary>How long a provider may take; each value is capped by the total.</summary>
    public DeadlineOptions Deadlines { get; init; } = new();

    /// <summary>
    /// The silence on a stream after which the client gets a comment, so that no proxy takes the connection for dead. 10 ms..1 h.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Refuses a parameter that the model does not know, instead of dropping it with a warning.</summary>
    public bool Strict { get; init; }

    /// <summary>What <c>"response_format": "url"</c> returns when the provider gives only base64.</summary>
    public UrlDelivery Url { get; init; } = UrlDelivery.Base64;

    /// <summary>Whether a variation becomes an edit with a fixed prompt where the model edits and makes no variations.</summary>
    public bool VariesByEdits { get; init; }

    /// <summary>The hosts that pictures may be fetched from.</summary>
    public DownloadsOptions Downloads { get; init; } = new();

    public ResilienceOptions Resilience { get; init; } = new();

    public DrainOptions Drain { get; init; } = new();

    /// <summary>
    /// The prefix of the gateway's own endpoints (<c>/health</c>, <c>/metrics</c>): empty, or a path that begins with a slash and does not end with
    /// one.
    /// </summary>
    public string EndpointsPrefix { get; init; } = "";

    /// <summary>A separate port for <c>/metrics</c>, 1..65535; null uses the gateway's port.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>The gateway's sockets, and the keys of affinity cookies.</summary>
    public EndpointOptions Endpoints { get; init; } = new();

    /// <summary>The most picture data that a JSON body may hold beside what <see cref="RequestBytes"/> counts, in bytes.</summary>
    public const long PictureBytes = 33_554_432;

    /// <summary>The most that a body may hold beside picture data, in bytes, 1..1 GiB.</summary>
    public long RequestBytes { get; init; } = 1_048_576;

    /// <summary>
    /// What the bodies of all image requests that are under way may take together, in bytes, beyond the first 64 KiB of each; 1..1 TiB and not
    /// below the longest body that is allowed. A call keeps its pictures until it ends, and holds them twice while it is read.
    /// </summary>
    public long BodyBytes { get; init; } = 268_435_456;

    /// <summary>What the pictures of one request may take, in bytes, 1..1 TiB.</summary>
    public long EditBytes { get; init; } = 67_108_864;

    /// <summary>
    /// What the pictures of all requests under way may take of the disk, in bytes, beyond the first 256 KiB of each request, which stay in memory;
    /// 1..1 PiB and not below <see cref="EditBytes"/>.
    /// </summary>
    public long SpoolBytes { get; init; } = 8_589_934_592;

    /// <summary>The folder for pictures that are too large for memory; null for the system's own for temporary files.</summary>
    public string? SpoolFolder { get; init; }

    /// <summary>Who may call, and how much; null where whoever reaches the gateway may.</summary>
    public AccessOptions? Access { get; init; }

    /// <summary>Where usage and the log of calls live.</summary>
    public StateOptions State { get; init; } = new();

    /// <summary>What the log of calls notes, and for how long.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Where pictures with an address are kept; null for nowhere.</summary>
    public StoreOptions? Store { get; init; }

    /// <summary>Calls that are asked for again; null where each is a call of its own.</summary>
    public IdempotencyOptions? Idempotency { get; init; }

    /// <summary>Calls that are ordered now and fetched later; null where there are none.</summary>
    public JobOptions? Jobs { get; init; }

    /// <summary>The management API; null where it is off.</summary>
    public AdminOptions? Admin { get; init; }

    /// <summary>The most fallbacks that a request may list, 0..16.</summary>
    public int Fallbacks { get; init; } = 5;

    /// <summary>The most orders that one call may place, over all its targets, destinations, pictures and retries; 1..1,000.</summary>
    public int Orders { get; init; } = 20;
}

/// <summary>The target and fallbacks of an alias. Each is <c>cluster/model</c>, never another alias.</summary>
internal sealed record ModelAlias(string Target, IReadOnlyList<string> Fallbacks);

/// <summary>Limits of a provider's time; each greater than zero and at most one day.</summary>
internal sealed record DeadlineOptions
{
    /// <summary>TCP and TLS together.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time from the sent request to the response's first byte. Long, because most providers stay silent until the picture is drawn.
    /// </summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time between two bytes of a response that has begun.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The longest time in which a client takes nothing of an answer that has begun. It is measured by pieces: a client that takes less than one of
    /// some 64 KiB in this time counts as silent.
    /// </summary>
    public TimeSpan ClientSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time in which a client must send a request with pictures, from its head to its last byte. The total does not count it.</summary>
    public TimeSpan Upload { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time of one target from start to end, retries included.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The effective values: none is longer than the total.</summary>
    public DeadlineOptions Capped() => new()
    {
        Connect = Shorter(Connect, Total),
        FirstByte = Shorter(FirstByte, Total),
        Silence = Shorter(Silence, Total),
        ClientSilence = Shorter(ClientSilence, Total),
        Upload = Upload,
        Total = Total,
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>How a cluster handles failures and load.</summary>
internal sealed record ResilienceOptions
{
    public RetryOptions Retry { get; init; } = new();

    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>The most calls of one cluster that run at the same time, 1..100,000.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>The most calls that wait for one of those places, 0..1,000,000; further calls are refused.</summary>
    public int Queue { get; init; } = 512;
}

/// <summary>Retries of one target, only where no second bill can arise.</summary>
internal sealed record RetryOptions
{
    /// <summary>The most retries, 0..10; 0 disables retries.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The delay before the first retry; later delays are longer. 0..1 min.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay, including a provider's Retry-After. 0..10 min, not below <see cref="Delay"/>.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>When a failing cluster stops getting calls for a while. The ranges are those of Polly's circuit breaker.</summary>
internal sealed record BreakerOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>The ratio of failures that opens the breaker, above 0 and up to 1.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>The number of calls within <see cref="SamplingDuration"/> before the ratio counts, 2..1,000,000.</summary>
    public int MinimumThroughput { get; init; } = 10;

    /// <summary>The time over which the ratio is measured, 500 ms..1 day.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that the breaker stays open, 500 ms..1 day.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>How the gateway stops.</summary>
internal sealed record DrainOptions
{
    /// <summary>How long the gateway is not ready but keeps serving, so that load balancers notice. 0..10 min.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long running requests may take to end. 0..1 h.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
