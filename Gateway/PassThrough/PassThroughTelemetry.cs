using System.Diagnostics;
using System.Diagnostics.Metrics;
using Iris.Gateway.Calls;
using Iris.Gateway.Telemetry;

namespace Iris.Gateway.PassThrough;

/// <summary>
/// A client span and a duration for each pass-through call. The body is not read, so there is no operation, model or token count. Path, query and
/// headers are not recorded either.
/// </summary>
internal sealed class PassThroughTelemetry
{
    private static readonly string[] KnownMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private readonly TimeProvider _time;
    private readonly Histogram<double> _duration;

    public PassThroughTelemetry(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _duration = meters.Create(ImageTelemetry.SourceName).CreateHistogram(
            "iris.pass_through.duration", "s", "Duration of one call passed through to a provider, its answer's body included.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = ImageTelemetry.DurationBuckets });
    }

    /// <summary>Starts the span.</summary>
    public Measurement Start(PassThroughCall call, HttpContext context)
    {
        var activity = ImageTelemetry.Source.StartActivity(ActivityKind.Client, name: $"pass_through {call.Cluster.Id}");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("gen_ai.provider.name", call.Provider.TelemetryName);
            activity.SetTag("iris.cluster", call.Cluster.Id);
            activity.SetTag("iris.request.id", call.RequestId);
            activity.SetTag("http.request.method", MethodOf(context));
        }
        return new Measurement(this, call, context, activity);
    }

    private void Record(PassThroughCall call, HttpContext context, Activity? activity)
    {
        var error = call.ErrorType(context);
        var tags = new TagList
        {
            { "gen_ai.provider.name", call.Provider.TelemetryName },
            { "iris.cluster", call.Cluster.Id },
            { "http.request.method", MethodOf(context) },
            { "http.response.status_code", context.Response.StatusCode },
        };
        if (call.Destination is { } asked)
            tags.Add("iris.destination", asked.Id);
        if (error is not null)
            tags.Add("error.type", error);
        _duration.Record(_time.GetElapsedTime(call.Started).TotalSeconds, tags);
        if (activity is not { IsAllDataRequested: true })
            return;
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (call.Destination is { } destination)
        {
            activity.SetTag("server.address", destination.Address.Host);
            activity.SetTag("server.port", destination.Address.Port);
            activity.SetTag("iris.destination", destination.Id);
        }
        if (error is not null)
        {
            activity.SetTag("error.type", error);
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string MethodOf(HttpContext context) => KnownMethods.Contains(context.Request.Method) ? context.Request.Method : "_OTHER";

    /// <summary>A call that is being measured.</summary>
    internal readonly struct Measurement(PassThroughTelemetry telemetry, PassThroughCall call, HttpContext context, Activity? activity) : IDisposable
    {
        /// <summary>Records the outcome.</summary>
        public void End() => telemetry.Record(call, context, activity);

        public void Dispose() => activity?.Dispose();
    }
}
