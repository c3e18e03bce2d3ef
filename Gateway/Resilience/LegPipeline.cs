using System.Net;
using Iris.Gateway.Configuration;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Forwarding;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Iris.Gateway.Resilience;

/// <summary>
/// Retry and breaker around one HTTP leg. A retry happens only where no second bill can arise: the request never left
/// (no connection), or the provider said that it had not taken it (429, 503 with <c>Retry-After</c>).
/// </summary>
internal static class LegPipeline
{
    /// <summary>Builds the pipeline, outermost first: retry, breaker.</summary>
    public static ResiliencePipeline<HttpResponseMessage> Build(ResilienceOptions options, TimeProvider time, Random random)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (options.Retry.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retry.MaxRetries,
                Delay = options.Retry.Delay,
                MaxDelay = options.Retry.MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
                ShouldHandle = args => ValueTask.FromResult(MayRetry(args.Context, args.Outcome, options.Retry, time)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result is { } response
                    ? RetryAfter.Read(response.Headers, time)
                    : null),
            });
        }
        if (options.Breaker.Enabled)
        {
            builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = options.Breaker.FailureRatio,
                MinimumThroughput = options.Breaker.MinimumThroughput,
                SamplingDuration = options.Breaker.SamplingDuration,
                BreakDuration = options.Breaker.BreakDuration,
                ShouldHandle = args => ValueTask.FromResult(IsOutage(args.Context, args.Outcome)),
            });
        }
        return builder.Build();
    }

    private static bool MayRetry(ResilienceContext context, Outcome<HttpResponseMessage> outcome, RetryOptions options, TimeProvider time)
    {
        var attempt = AttemptOf(context);
        // Another key or address answers sooner than this one recovers: dispatch goes there.
        if (attempt is null or { HasAlternatives: true } || attempt.ClientGone.IsCancellationRequested)
            return false;
        if (outcome.Exception is { } exception)
        {
            return exception is HttpRequestException e && ExchangeFailure.IsBeforeSending(e)
                || exception is OperationCanceledException { InnerException: TimeoutException };
        }
        if (outcome.Result is not { } response)
            return false;
        if (response.Headers.TryGetValues("x-should-retry", out var advice) && advice.Contains("false"))
            return false;
        var wait = RetryAfter.Read(response.Headers, time);
        return (response.StatusCode, wait) switch
        {
            (HttpStatusCode.TooManyRequests, null) => true,
            (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, { } delay) => delay <= options.MaxDelay,
            _ => false,
        };
    }

    // What says that the destination is down, as opposed to refusing this request.
    private static bool IsOutage(ResilienceContext context, Outcome<HttpResponseMessage> outcome) => outcome.Exception switch
    {
        null => (int?)outcome.Result?.StatusCode >= 500,
        HttpRequestException or IOException => true,
        // A deadline that ran out; a client that hung up says nothing about the provider.
        OperationCanceledException => AttemptOf(context) is not { ClientGone.IsCancellationRequested: true },
        _ => false,
    };

    private static ImageAttempt? AttemptOf(ResilienceContext context) =>
        context.GetRequestMessage() is { } request && request.Options.TryGetValue(ImageAttempt.Key, out var attempt) ? attempt : null;
}
