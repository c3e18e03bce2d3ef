using System.Net;
using Iris.Gateway.Configuration;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Forwarding;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Iris.Gateway.Resilience;

/// <summary>
/// Retry and breaker around the HTTP legs to one destination. A retry happens only where no second bill can arise: the request never left
/// (no connection), or the provider said that it had not taken it (429, 503 with <c>Retry-After</c>).
/// </summary>
/// <remarks>
/// Nearly every leg meets a closed breaker and is sent once: neither strategy stands around it then. The breaker is told what became of it,
/// and the retry begins with what the first try has brought.
/// </remarks>
internal sealed class LegPipeline
{
    private readonly RetryOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage>? _retry;
    // Its results say whether the destination was found to be down.
    private readonly ResiliencePipeline<bool>? _breaker;
    private readonly CircuitBreakerStateProvider _circuit = new();

    public LegPipeline(ResilienceOptions options, TimeProvider time, Random random)
    {
        _options = options.Retry;
        _time = time;
        if (options.Retry.MaxRetries > 0)
        {
            _retry = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retry.MaxRetries,
                Delay = options.Retry.Delay,
                MaxDelay = options.Retry.MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
                ShouldHandle = args => ValueTask.FromResult(MayRetry(args.Context.Properties.GetValue(Repetition.Key, null!).Attempt, args.Outcome)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result is { } response
                    ? RetryAfter.Read(response.Headers, time)
                    : null),
            }).Build();
        }
        if (options.Breaker.Enabled)
        {
            _breaker = new ResiliencePipelineBuilder<bool> { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                FailureRatio = options.Breaker.FailureRatio,
                MinimumThroughput = options.Breaker.MinimumThroughput,
                SamplingDuration = options.Breaker.SamplingDuration,
                BreakDuration = options.Breaker.BreakDuration,
                StateProvider = _circuit,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result),
            }).Build();
        }
    }

    /// <summary>Sends a leg, again where that is allowed.</summary>
    /// <exception cref="BrokenCircuitException">The destination is left alone at the moment; nothing has been sent.</exception>
    public async Task<HttpResponseMessage> SendAsync(ImageAttempt attempt, HttpRequestMessage request, SendLeg send, CancellationToken cancellationToken)
    {
        Outcome<HttpResponseMessage> outcome;
        if (IsClosed)
        {
            try
            {
                outcome = Outcome.FromResult(await send(request, cancellationToken));
            }
            catch (Exception e)
            {
                outcome = Outcome.FromException<HttpResponseMessage>(e);
            }
            await TellAsync(IsOutage(attempt, outcome));
        }
        else
        {
            outcome = await TryAsync(attempt, request, send, cancellationToken);
        }
        if (_retry is not null && MayRetry(attempt, outcome))
            outcome = await RepeatAsync(new Repetition(this, attempt, request, send, outcome), cancellationToken);
        outcome.ThrowIfException();
        return outcome.Result!;
    }

    private bool IsClosed => _breaker is null || _circuit.CircuitState == CircuitState.Closed;

    // What began before the breaker opened says nothing about the time after: only its own trial does.
    private async ValueTask TellAsync(bool isOutage)
    {
        if (_breaker is null || !IsClosed)
            return;
        var context = ResilienceContextPool.Shared.Get();
        await _breaker.ExecuteOutcomeAsync(static (_, isOutage) => Outcome.FromResultAsValueTask(isOutage), context, isOutage);
        ResilienceContextPool.Shared.Return(context);
    }

    // One try as the breaker allows it.
    private async Task<Outcome<HttpResponseMessage>> TryAsync(
        ImageAttempt attempt, HttpRequestMessage request, SendLeg send, CancellationToken cancellationToken)
    {
        if (_breaker is null)
            return await SendOnceAsync();
        Outcome<HttpResponseMessage> outcome = default;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var verdict = await _breaker.ExecuteOutcomeAsync(
            async (_, _) =>
            {
                outcome = await SendOnceAsync();
                return Outcome.FromResult(IsOutage(attempt, outcome));
            },
            context,
            attempt);
        ResilienceContextPool.Shared.Return(context);
        return verdict.Exception is { } refused ? Outcome.FromException<HttpResponseMessage>(refused) : outcome;

        async Task<Outcome<HttpResponseMessage>> SendOnceAsync()
        {
            try
            {
                return Outcome.FromResult(await send(request, cancellationToken));
            }
            catch (Exception e)
            {
                return Outcome.FromException<HttpResponseMessage>(e);
            }
        }
    }

    private async Task<Outcome<HttpResponseMessage>> RepeatAsync(Repetition repetition, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Repetition.Key, repetition);
        var outcome = await _retry!.ExecuteOutcomeAsync(
            static async (context, repetition) => repetition.TakeFirst() ?? await repetition.TryAsync(context.CancellationToken), context, repetition);
        ResilienceContextPool.Shared.Return(context);
        // Left where the call was cancelled just then.
        repetition.TakeFirst()?.Result?.Dispose();
        return outcome;
    }

    private bool MayRetry(ImageAttempt attempt, Outcome<HttpResponseMessage> outcome)
    {
        // Another key or address answers sooner than this one recovers: dispatch goes there.
        if (attempt.HasAlternatives || attempt.ClientGone.IsCancellationRequested)
            return false;
        if (outcome.Exception is { } exception)
        {
            return exception is HttpRequestException e && ExchangeFailure.IsBeforeSending(e)
                || exception is OperationCanceledException { InnerException: TimeoutException };
        }
        if (outcome.Result is not { IsSuccessStatusCode: false } response)
            return false;
        if (response.Headers.TryGetValues("x-should-retry", out var advice) && advice.Contains("false"))
            return false;
        var wait = RetryAfter.Read(response.Headers, _time);
        return (response.StatusCode, wait) switch
        {
            (HttpStatusCode.TooManyRequests, null) => true,
            (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, { } delay) => delay <= _options.MaxDelay,
            _ => false,
        };
    }

    // What says that the destination is down, as opposed to refusing this request.
    private static bool IsOutage(ImageAttempt attempt, Outcome<HttpResponseMessage> outcome) => outcome.Exception switch
    {
        null => (int?)outcome.Result?.StatusCode >= 500,
        HttpRequestException or IOException => true,
        // A deadline that ran out; a client that hung up says nothing about the provider.
        OperationCanceledException => !attempt.ClientGone.IsCancellationRequested,
        _ => false,
    };

    // A leg that is sent again: the retry's first try is the one that has been made.
    private sealed class Repetition(
        LegPipeline pipeline, ImageAttempt attempt, HttpRequestMessage request, SendLeg send, Outcome<HttpResponseMessage> first)
    {
        public static readonly ResiliencePropertyKey<Repetition> Key = new("Iris.Repetition");

        private Outcome<HttpResponseMessage>? _first = first;

        public ImageAttempt Attempt { get; } = attempt;

        public Outcome<HttpResponseMessage>? TakeFirst()
        {
            var first = _first;
            _first = null;
            return first;
        }

        public Task<Outcome<HttpResponseMessage>> TryAsync(CancellationToken cancellationToken) => pipeline.TryAsync(Attempt, request, send, cancellationToken);
    }
}
