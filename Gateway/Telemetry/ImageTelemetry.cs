using System.Diagnostics;
using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Telemetry;

/// <summary>
/// Spans and metrics of image calls under OpenTelemetry's GenAI names. The conventions have no image operation and no image counts:
/// <c>image_generation</c> is the custom value in common use, <c>image_edit</c> and <c>image_variation</c> follow it, and names outside the
/// conventions begin with <c>iris.</c>. No tag ever holds a key, a prompt or a picture.
/// </summary>
internal sealed class ImageTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "Iris.Gateway";

    /// <summary>The buckets in seconds. The conventions end at 82 s, but a high-quality picture may take minutes.</summary>
    public static readonly double[] DurationBuckets =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 120, 180, 300, 600];

    /// <summary>The activity source.</summary>
    public static readonly ActivitySource Source = new(SourceName);

    private readonly AttemptLabels _labels = new();
    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstChunk;
    private readonly Histogram<long> _tokens;
    private readonly Counter<long> _images;
    private readonly Counter<long> _bytes;
    private readonly CostMetrics _costs;
    private readonly Histogram<long> _inputBytes;

    public ImageTelemetry(IMeterFactory meters, TimeProvider time, FailureTelemetry failures)
    {
        _time = time;
        Failures = failures;
        var meter = meters.Create(SourceName);
        var buckets = new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets };
        _duration = meter.CreateHistogram(
            "gen_ai.client.operation.duration", "s", "Duration of one attempt at a provider.", null, buckets);
        _firstChunk = meter.CreateHistogram(
            "gen_ai.client.operation.time_to_first_chunk", "s", "Time until the first byte of a picture.", null, buckets);
        _tokens = meter.CreateHistogram(
            "gen_ai.client.token.usage",
            "{token}",
            "Tokens that the provider counted.",
            null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216,
                67108864] });
        _images = meter.CreateCounter<long>("iris.image.count", "{image}", "Finished pictures delivered.");
        _bytes = meter.CreateCounter<long>("iris.image.bytes", "By", "Bytes of the finished pictures delivered, before base64.");
        _costs = new CostMetrics(meter);
        _inputBytes = meter.CreateHistogram(
            "iris.input.bytes",
            "By",
            "Bytes of the client's pictures and mask, before base64.",
            null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28] });
    }

    /// <summary>Tells what failed on the way to an answer.</summary>
    public FailureTelemetry Failures { get; }

    /// <summary>Starts the client span of an attempt.</summary>
    public AttemptSpan StartAttempt(ImageAttempt attempt)
    {
        if (!Source.HasListeners())
            return new AttemptSpan(this, attempt, null);
        var model = PrintableText.Of(attempt.Target.Model);
        var operation = RequestTypes.Of(attempt.Call.Request!.Operation, stream: false);
        var activity = Source.StartActivity(ActivityKind.Client, name: $"{operation} {model}");
        if (activity is { IsAllDataRequested: true })
        {
            var request = attempt.Call.Request!;
            activity.SetTag("gen_ai.operation.name", operation);
            activity.SetTag("gen_ai.provider.name", attempt.Target.Provider.TelemetryName);
            activity.SetTag("gen_ai.request.model", model);
            activity.SetTag("gen_ai.output.type", "image");
            activity.SetTag("gen_ai.request.stream", request.Stream);
            if (request.Count != 1)
                activity.SetTag("gen_ai.request.choice.count", request.Count);
            if (request.Seed is { } seed)
                activity.SetTag("gen_ai.request.seed", seed);
            if (request.Inputs.Count > 0)
            {
                activity.SetTag("iris.input.count", request.Inputs.Count);
                activity.SetTag("iris.input.bytes", BytesOf(request));
            }
            activity.SetTag("iris.cluster", attempt.Target.Cluster.Id);
            activity.SetTag("iris.fallback.index", attempt.FallbackIndex);
        }
        return new AttemptSpan(this, attempt, activity);
    }

    /// <summary>Describes a call's outcome on the server's span around it.</summary>
    public static void Describe(CallOutcome outcome)
    {
        if (Activity.Current is not { IsAllDataRequested: true } activity)
            return;
        activity.SetTag("iris.request.id", outcome.RequestId);
        if (outcome.Caller is { } caller)
        {
            activity.SetTag("iris.key", caller.Key);
            if (caller.Group is { } group)
                activity.SetTag("iris.group", group);
        }
        if (outcome.Error is { } error)
            activity.SetTag("error.type", ErrorLabel.Of(error));
    }

    private void Record(ImageAttempt attempt, Activity? activity)
    {
        var result = attempt.Result;
        var failure = result?.Failure is { } known ? ErrorLabel.Of(known.Error) : null;
        var labels = _labels.Of(attempt, failure);
        // Strings that exist already, and no more of them than the list holds without an array.
        var tags = new TagList
        {
            { "gen_ai.operation.name", RequestTypes.Of(attempt.Call.Request!.Operation, stream: false) },
            { "gen_ai.provider.name", attempt.Target.Provider.TelemetryName },
            { "gen_ai.request.model", labels.Model },
            { "iris.cluster", attempt.Target.Cluster.Id },
        };
        if (result?.Destination is { } destination)
            tags.Add("iris.destination", destination.Id);
        if (attempt.Call.Request!.Inputs.Count > 0)
            _inputBytes.Record(BytesOf(attempt.Call.Request), tags);
        if (_tokens.Enabled && result?.Delivered?.Usage is { HasTokens: true } usage)
        {
            _tokens.Record(usage.InputTokens, With(tags, "gen_ai.token.type", "input"));
            _tokens.Record(usage.OutputTokens, With(tags, "gen_ai.token.type", "output"));
        }
        if (result?.Delivered is { Count: > 0 } delivered)
        {
            _images.Add(delivered.Count, tags);
            _bytes.Add(delivered.Bytes, tags);
        }
        if (result is not null)
            _costs.Add(attempt, labels.Model, result);
        if (result?.Head.FirstImageMilliseconds is { } first)
            _firstChunk.Record(first / 1000.0, tags);
        if (labels.Error is { } error)
            tags.Add("error.type", error);
        _duration.Record(_time.GetElapsedTime(attempt.Started).TotalSeconds, tags);
        Tag(activity, result, failure);
    }

    // What lies at an address, or in a file of the provider's, has no length here.
    private static long BytesOf(ImageRequest request)
    {
        var bytes = request.Mask?.Content?.Length ?? 0;
        for (var i = 0; i < request.Inputs.Count; i++)
            bytes += request.Inputs[i].Content?.Length ?? 0;
        return bytes;
    }

    private static TagList With(TagList tags, string name, string value)
    {
        tags.Add(name, value);
        return tags;
    }

    private static void Tag(Activity? activity, AttemptResult? result, string? failure)
    {
        if (activity is not { IsAllDataRequested: true })
            return;
        if (result?.Destination is { } destination)
        {
            activity.SetTag("server.address", destination.Address.Host);
            activity.SetTag("server.port", destination.Address.Port);
            activity.SetTag("iris.destination", destination.Id);
        }
        if (result?.Delivered is { } delivered)
        {
            activity.SetTag("iris.image.count", delivered.Count);
            activity.SetTag("iris.image.bytes", delivered.Bytes);
            if (delivered.Usage is { HasTokens: true } usage)
            {
                activity.SetTag("gen_ai.usage.input_tokens", usage.InputTokens);
                activity.SetTag("gen_ai.usage.output_tokens", usage.OutputTokens);
            }
        }
        if (result is not null)
            CostMetrics.Tag(activity, result);
        if (result?.Head.FirstImageMilliseconds is { } first)
            activity.SetTag("gen_ai.response.time_to_first_chunk", first / 1000.0);
        if (failure is not null)
        {
            activity.SetTag("error.type", failure);
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>An attempt that is being measured.</summary>
    internal readonly struct AttemptSpan(ImageTelemetry telemetry, ImageAttempt attempt, Activity? activity) : IDisposable
    {
        /// <summary>Records the attempt's result.</summary>
        public void End() => telemetry.Record(attempt, activity);

        public void Dispose() => activity?.Dispose();
    }
}
