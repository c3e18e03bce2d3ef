using System.Security.Authentication;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>The members of proxy.json, as data. YARP's part follows the ConfigurationSchema.json that ships in its package (2.3.0).</summary>
internal static class ProxyShapes
{
    /// <summary>Sections that .NET itself reads; nothing in them is checked here.</summary>
    public static readonly IReadOnlyList<string> HostSections = HostShapes.Names;

    /// <summary>The members that are the gateway's own.</summary>
    public static readonly IReadOnlyList<string> Own = ["ReverseProxy", "Images"];

    public static readonly IReadOnlyList<string> TopLevel = ["$schema", IncludedFiles.Member, .. Own, .. HostSections];

    /// <summary>The names of YARP's transforms (2.3.0).</summary>
    public static readonly IReadOnlyList<string> Transforms =
    [
        "PathPrefix", "PathRemovePrefix", "PathSet", "PathPattern", "QueryValueParameter", "QueryRouteParameter", "QueryRemoveParameter",
        "HttpMethodChange", "RequestHeadersCopy", "RequestHeaderOriginalHost", "RequestHeader", "RequestHeaderRouteValue", "RequestHeaderRemove",
        "RequestHeadersAllowed", "X-Forwarded", "Forwarded", "ClientCert", "ResponseHeadersCopy", "ResponseHeader", "ResponseHeaderRemove",
        "ResponseHeadersAllowed", "ResponseTrailersCopy", "ResponseTrailer", "ResponseTrailerRemove", "ResponseTrailersAllowed",
    ];

    private static readonly Shape Strings = Shape.ListOf(Shape.Text);

    private static readonly Shape Metadata = Shape.MapOf(Shape.Text);

    private static readonly Shape Route = Shape.Of(
        ("ClusterId", Shape.Text),
        ("Order", Shape.Int),
        ("MaxRequestBodySize", Shape.Long),
        ("AuthorizationPolicy", Shape.Text),
        ("RateLimiterPolicy", Shape.Text),
        ("OutputCachePolicy", Shape.Text),
        ("Timeout", Shape.Span),
        ("TimeoutPolicy", Shape.Text),
        ("CorsPolicy", Shape.Text),
        ("Metadata", Metadata),
        ("Transforms", Shape.ListOf(Shape.MapOf(Shape.Text))),
        ("Match", Shape.Of(
            ("Path", Shape.Text),
            ("Hosts", Strings),
            ("Methods", Strings),
            ("Headers", Shape.ListOf(Shape.Of(
                ("Name", Shape.Text), ("Values", Strings), ("Mode", Shape.OneOf<HeaderMatchMode>()), ("IsCaseSensitive", Shape.Flag)))),
            ("QueryParameters", Shape.ListOf(Shape.Of(
                ("Name", Shape.Text), ("Values", Strings), ("Mode", Shape.OneOf<QueryParameterMatchMode>()), ("IsCaseSensitive", Shape.Flag)))))));

    private static readonly Shape Cluster = Shape.Of(
        ("LoadBalancingPolicy", Shape.Text),
        ("Metadata", Metadata),
        ("Destinations", Shape.MapOf(Shape.Of(
            ("Address", Shape.Text), ("Health", Shape.Text), ("Host", Shape.Text), ("Metadata", Metadata)))),
        ("SessionAffinity", Shape.Of(
            ("Enabled", Shape.Flag),
            ("Policy", Shape.Text),
            ("FailurePolicy", Shape.Text),
            ("AffinityKeyName", Shape.Text),
            ("Cookie", Shape.Of(
                ("Domain", Shape.Text), ("Path", Shape.Text), ("Expiration", Shape.Span), ("MaxAge", Shape.Span),
                ("SecurePolicy", Shape.OneOf<CookieSecurePolicy>()), ("HttpOnly", Shape.Flag),
                ("SameSite", Shape.OneOf<SameSiteMode>()), ("IsEssential", Shape.Flag))))),
        ("HealthCheck", Shape.Of(
            ("Active", Shape.Of(
                ("Enabled", Shape.Flag), ("Interval", Shape.Span), ("Timeout", Shape.Span),
                ("Policy", Shape.Text), ("Path", Shape.Text), ("Query", Shape.Text))),
            ("Passive", Shape.Of(("Enabled", Shape.Flag), ("Policy", Shape.Text), ("ReactivationPeriod", Shape.Span))),
            ("AvailableDestinationsPolicy", Shape.Text))),
        ("HttpClient", Shape.Of(
            ("SslProtocols", Shape.ListOf(Shape.OneOf<SslProtocols>())),
            ("DangerousAcceptAnyServerCertificate", Shape.Flag),
            ("MaxConnectionsPerServer", Shape.Int),
            ("EnableMultipleHttp2Connections", Shape.Flag),
            ("RequestHeaderEncoding", Shape.Text),
            ("ResponseHeaderEncoding", Shape.Text),
            ("WebProxy", Shape.Of(("Address", Shape.Url), ("BypassOnLocal", Shape.Flag), ("UseDefaultCredentials", Shape.Flag))))),
        ("HttpRequest", Shape.Of(
            ("ActivityTimeout", Shape.Span), ("Version", Shape.Version),
            ("VersionPolicy", Shape.OneOf<HttpVersionPolicy>()), ("AllowResponseBuffering", Shape.Flag))));

    public static readonly Shape ReverseProxy = Shape.Of(("Routes", Shape.MapOf(Route)), ("Clusters", Shape.MapOf(Cluster)));

    private static readonly Shape Deadlines = Shape.Of(
        ("Connect", Shape.Text), ("FirstByte", Shape.Text), ("Silence", Shape.Text), ("ClientSilence", Shape.Text), ("Upload", Shape.Text), ("Total", Shape.Text));

    private static readonly Shape Resilience = Shape.Of(
        ("Retry", Shape.Of(("MaxRetries", Shape.Text), ("Delay", Shape.Text), ("MaxDelay", Shape.Text))),
        ("Breaker", Shape.Of(
            ("Enabled", Shape.Text), ("FailureRatio", Shape.Text), ("MinimumThroughput", Shape.Text),
            ("SamplingDuration", Shape.Text), ("BreakDuration", Shape.Text))),
        ("Concurrency", Shape.Text),
        ("Queue", Shape.Text));

    private static readonly Shape Limits = Shape.Of(
        ("RequestBytes", Shape.Text), ("BodyBytes", Shape.Text), ("EditBytes", Shape.Text), ("SpoolBytes", Shape.Text), ("Fallbacks", Shape.Text),
        ("Orders", Shape.Text));

    private static readonly Shape ClusterLimits = Shape.Of(("RequestBytes", Shape.Text));

    private static readonly Shape Capabilities = Shape.MapOf(Shape.Of(
        ("Generations", Shape.Text), ("Edits", Shape.Text), ("Variations", Shape.Text), ("Accepts", Strings), ("MaxImages", Shape.Text),
        ("Streams", Shape.Text), ("Url", Shape.Text), ("Sizes", Strings), ("Ratios", Strings), ("Resolutions", Strings), ("Qualities", Strings),
        ("Formats", Strings), ("MaxInputs", Shape.Text), ("InputFormats", Strings), ("Mask", Shape.Text), ("NeedsPrompt", Shape.Text),
        ("Retired", Shape.Text), ("Replacement", Shape.Text)).TellingAll());

    private static readonly Shape UsageLimits = Shape.Of(
        ("Requests", Shape.TextOrList), ("Images", Shape.TextOrList), ("Tokens", Shape.TextOrList), ("Concurrent", Shape.Text));

    private static readonly Shape Budget = Shape.Of(("Usd", Shape.Text), ("Every", Shape.Text), ("Aligned", Shape.Text));

    private static readonly Shape Access = Shape.Of(
        ("Required", Shape.Text),
        ("OnStateFailure", Shape.Text),
        ("Keys", Shape.MapOf(Shape.Of(
            ("Value", Shape.TextOrList), ("Description", Shape.Text), ("Group", Shape.Text), ("Models", Strings), ("Operations", Strings), ("Passthrough", Strings),
            ("Expires", Shape.Text), ("Enabled", Shape.Text), ("Unpriced", Shape.Text), ("Limits", UsageLimits), ("Budget", Budget)).TellingAll())),
        ("Groups", Shape.MapOf(Shape.Of(("Limits", UsageLimits), ("Budget", Budget)).TellingAll())));

    private static readonly Shape Rates = Shape.TextOrMap;

    private static readonly Shape Prices = Shape.MapOf(Shape.Of(
        ("Picture", Rates), ("Call", Shape.Text), ("Megapixel", Shape.Text), ("FurtherMegapixel", Shape.Text), ("InputPicture", Shape.Text),
        ("InputMegapixel", Shape.Text), ("Step", Shape.Text), ("UsualSteps", Shape.Text), ("TextInTokens", Shape.Text), ("ImageInTokens", Shape.Text),
        ("CachedTextTokens", Shape.Text), ("CachedImageTokens", Shape.Text), ("TextOutTokens", Shape.Text), ("ImageOutTokens", Shape.Text),
        ("DrawnTokens", Rates), ("Like", Shape.Text), ("Unpriced", Shape.Text)).TellingAll());

    private static readonly Shape Store = Shape.Of(
        ("Directory", Shape.Text), ("TimeToLive", Shape.Text), ("Bytes", Shape.Text), ("PublicUrl", Shape.Text), ("SigningKey", Shape.TextOrList),
        ("Serve", Shape.Text), ("CopyUrls", Shape.Text), ("InStreams", Shape.Text),
        ("S3", Shape.Of(
            ("Endpoint", Shape.Text), ("Bucket", Shape.Text), ("Region", Shape.Text), ("Prefix", Shape.Text), ("AccessKeyId", Shape.Text),
            ("SecretAccessKey", Shape.Text), ("SessionToken", Shape.Text), ("Profile", Shape.Text)).TellingAll())).TellingAll();

    /// <summary>Describes only the structure; the readers check values and their ranges.</summary>
    public static readonly Shape Images = Shape.Of(
        ("Models", Shape.MapOf(Shape.Of(("Target", Shape.Text), ("Fallbacks", Strings)))),
        ("Capabilities", Capabilities),
        ("Prices", Prices),
        ("Deadlines", Deadlines),
        ("Heartbeat", Shape.Text),
        ("Strict", Shape.Text),
        ("Url", Shape.Text),
        ("Variations", Shape.Text),
        ("Downloads", Shape.Of(("Hosts", Strings), ("AllowHttp", Shape.Text), ("AllowPrivateNetwork", Shape.Text), ("ClientUrls", Shape.Text))),
        ("Resilience", Resilience),
        ("Drain", Shape.Of(("Delay", Shape.Text), ("Timeout", Shape.Text))),
        ("Endpoints", Shape.Of(
            ("Prefix", Shape.Text), ("MetricsPort", Shape.Text), ("MetricsHost", Shape.Text),
            ("SocketMode", Shape.Text), ("SocketGroup", Shape.Text), ("AffinityKeys", Shape.Text),
            ("Admin", Shape.Of(("Key", Shape.Text), ("Port", Shape.Text), ("Host", Shape.Text)).TellingAll()))),
        ("Limits", Limits),
        ("Spool", Shape.Of(("Folder", Shape.Text))),
        ("Access", Access),
        ("Log", Shape.Of(
            ("Enabled", Shape.Text), ("Prompts", Shape.Text), ("Retention", Shape.Text), ("Bytes", Shape.Text), ("Client", Shape.Text)).TellingAll()),
        ("State", Shape.Of(("Sqlite", Shape.Text), ("Postgres", Shape.Text))),
        ("Clusters", Shape.MapOf(Shape.Of(("Deadlines", Deadlines), ("Resilience", Resilience), ("Limits", ClusterLimits), ("Prices", Prices)))),
        ("Store", Store),
        ("Idempotency", Shape.Of(("TimeToLive", Shape.Text), ("Finish", Shape.Text), ("Collapse", Shape.Text)).TellingAll()),
        ("Jobs", Shape.Of(
            ("Workers", Shape.Text), ("Queue", Shape.Text), ("QueuePerKey", Shape.Text), ("TimeToLive", Shape.Text),
            ("Webhooks", Shape.Of(("Secret", Shape.Text), ("Hosts", Strings), ("AllowHttp", Shape.Text), ("AllowPrivateNetwork", Shape.Text)).TellingAll())).TellingAll()),
        ("ClientKeys", Shape.Reserved));
}
