using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Telemetry;
using Iris.Transforms.Codecs.Failures;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;

namespace Iris.Gateway.Legs;

/// <summary>
/// Retry and breaker around the orders of one destination. A retry happens only where no second bill can arise: the request never left (no
/// connection), or the provider said that it did not accept it (429, 503 with a wait, in <c>Retry-After</c> or in the body).
/// </summary>
/// <remarks>
/// Nearly every order is sent once with a closed breaker, so it is sent without either strategy around it. Afterwards the breaker is told its
/// outcome, and a retry, if there is one, counts it as its own first try.
/// </remarks>
internal sealed class LegPipeline
{
    private static readonly ResiliencePropertyKey<LegMessage?> Order = new("Iris.Order");

    private readonly RetryOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage>? _retry;
    private readonly ResiliencePipeline<HttpResponseMessage>? _breaker;
    private readonly CircuitBreakerStateProvider _circuit = new();

    /// <param name="options">When to retry, and when to open.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The random part of the waits before retries.</param>
    /// <param name="watch">Hears of retries and of changes of the breaker.</param>
    public LegPipeline(ResilienceOptions options, TimeProvider time, Random random, LegWatch? watch = null)
    {
        _options = options.Retry;
        _time = time;
        if (options.Retry.MaxRetries > 0)
        {
            _retry = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Retry.MaxRetries,
                Delay = options.Retry.Delay,
                MaxDelay = options.Retry.MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
                // Each retry is an order of its own; it is taken here, where it is certain that one follows.
                ShouldHandle = async args => await MayRetryAsync(OrderOf(args.Context), args.Outcome)
                    && args.AttemptNumber < options.Retry.MaxRetries
                    && OrderOf(args.Context).Attempt.Call.TryOrder(1),
                DelayGenerator = args => WaitAsync(OrderOf(args.Context), args.Outcome.Result),
                OnRetry = args =>
                {
                    watch?.Retries(OrderOf(args.Context).Attempt, args.Outcome, args.AttemptNumber + 1, args.RetryDelay);
                    return default;
                },
            }).Build();
        }
        if (options.Breaker.Enabled)
        {
            var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
            _breaker = builder.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = options.Breaker.FailureRatio,
                MinimumThroughput = options.Breaker.MinimumThroughput,
                SamplingDuration = options.Breaker.SamplingDuration,
                BreakDuration = options.Breaker.BreakDuration,
                StateProvider = _circuit,
                ShouldHandle = args => ValueTask.FromResult(IsOutage(OrderOf(args.Context).Attempt, args.Outcome)),
                OnOpened = args => Tell(watch, BreakerState.Open, args.BreakDuration),
                OnHalfOpened = _ => Tell(watch, BreakerState.HalfOpen, TimeSpan.Zero),
                OnClosed = _ => Tell(watch, BreakerState.Closed, TimeSpan.Zero),
            }).Build();
        }
    }

    /// <summary>Sends an order, and retries it where that is allowed.</summary>
    /// <exception cref="BrokenCircuitException">The breaker is open; nothing has been sent.</exception>
    public Task<HttpResponseMessage> SendAsync(LegMessage leg, SendLeg send, CancellationToken cancellationToken) =>
        SendAsync(leg, send, _retry, cancellationToken);

    /// <summary>The breaker's state; null where there is no breaker.</summary>
    public BreakerState? Breaker => _breaker is null ? null : _circuit.CircuitState switch
    {
        CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };

    private static ValueTask Tell(LegWatch? watch, BreakerState state, TimeSpan pause)
    {
        watch?.Changes(state, pause);
        return default;
    }

    private bool IsClosed => _breaker is null || _circuit.CircuitState == CircuitState.Closed;

    private async Task<HttpResponseMessage> SendAsync(
        LegMessage leg, SendLeg send, ResiliencePipeline<HttpResponseMessage>? retry, CancellationToken cancellationToken)
    {
        Outcome<HttpResponseMessage> outcome;
        if (!IsClosed)
        {
            outcome = await ExecuteAsync(
                _breaker!,
                leg,
                static (context, order) => OutcomeOf(order.send, order.leg, context.CancellationToken),
                (leg, send),
                cancellationToken);
        }
        else
        {
            // Nearly every call takes this path. It awaits here and not in OutcomeOf, because another async layer costs every call something.
            try
            {
                outcome = Outcome.FromResult(await send(leg, cancellationToken));
            }
            catch (Exception e)
            {
                outcome = Outcome.FromException<HttpResponseMessage>(e);
            }
            // When the breaker opened in the meantime, the outcome of an older order says nothing: only the breaker's own trial counts.
            if (_breaker is not null && IsClosed)
                await ExecuteAsync(_breaker, leg, static (_, known) => new(known), outcome, CancellationToken.None);
        }
        if (retry is not null && outcome.Result is not { IsSuccessStatusCode: true } && await MayRetryAsync(leg, outcome))
            outcome = await RetryAsync(leg, send, retry, outcome, cancellationToken);
        outcome.ThrowIfException();
        return outcome.Result!;
    }

    private async ValueTask<Outcome<HttpResponseMessage>> RetryAsync(
        LegMessage leg, SendLeg send, ResiliencePipeline<HttpResponseMessage> retry, Outcome<HttpResponseMessage> first,
        CancellationToken cancellationToken)
    {
        var isFirst = true;
        var outcome = await ExecuteAsync(
            retry,
            leg,
            (context, _) =>
            {
                if (!isFirst)
                    return OutcomeOf((message, token) => SendAsync((LegMessage)message, send, retry: null, token), leg, context.CancellationToken);
                isFirst = false;
                return new(first);
            },
            first,
            cancellationToken);
        // The callback did not run when the call was cancelled before it, so the first response is disposed here.
        if (isFirst)
            first.Result?.Dispose();
        return outcome;
    }

    private static async ValueTask<Outcome<HttpResponseMessage>> ExecuteAsync<TState>(
        ResiliencePipeline<HttpResponseMessage> strategy, LegMessage leg,
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> attempt, TState state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Order, leg);
        var outcome = await strategy.ExecuteOutcomeAsync(attempt, context, state);
        ResilienceContextPool.Shared.Return(context);
        return outcome;
    }

    private static async ValueTask<Outcome<HttpResponseMessage>> OutcomeOf(SendLeg send, LegMessage leg, CancellationToken cancellationToken)
    {
        try
        {
            return Outcome.FromResult(await send(leg, cancellationToken));
        }
        catch (Exception e)
        {
            return Outcome.FromException<HttpResponseMessage>(e);
        }
    }

    private static LegMessage OrderOf(ResilienceContext context) => context.Properties.GetValue(Order, null!)!;

    private async ValueTask<bool> MayRetryAsync(LegMessage leg, Outcome<HttpResponseMessage> outcome)
    {
        // Another key or address answers sooner than this one recovers, so dispatch tries it instead.
        if (leg.Attempt.HasAlternatives || leg.Attempt.ClientGone.IsCancellationRequested)
            return false;
        if (outcome.Exception is { } exception)
        {
            return exception is HttpRequestException e && CallFailure.IsBeforeSending(e)
                || exception is OperationCanceledException { InnerException: TimeoutException };
        }
        if (outcome.Result is not { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable } response)
            return false;
        if (response.Headers.TryGetValues("x-should-retry", out var advice) && advice.Contains("false"))
            return false;
        // A quota that is used up does not come back within a request's time.
        if (leg.Errors is { } errors && StatusTypes.IsQuotaUsedUp(await errors.ReadErrorAsync(response)))
            return false;
        return await WaitAsync(leg, response) is { } wait ? wait <= _options.MaxDelay : response.StatusCode == HttpStatusCode.TooManyRequests;
    }

    // The wait that the provider names, in a header or in the body; null when it names none.
    private async ValueTask<TimeSpan?> WaitAsync(LegMessage leg, HttpResponseMessage? response)
    {
        if (response is null)
            return null;
        return RetryAfter.Read(response.Headers, _time) ?? (leg.Errors is { } errors ? (await errors.ReadErrorAsync(response)).RetryAfter : null);
    }

    // Whether the destination is down, as opposed to refusing this request.
    private static bool IsOutage(ImageAttempt attempt, Outcome<HttpResponseMessage> outcome) => outcome.Exception switch
    {
        null => (int?)outcome.Result?.StatusCode >= 500,
        HttpRequestException or IOException => true,
        // An expired deadline is an outage; a disconnected client says nothing about the provider.
        OperationCanceledException => !attempt.ClientGone.IsCancellationRequested,
        _ => false,
    };
}
