using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// One call to the provider: its legs one after another, from the order to the picture. It sends and waits; <see cref="AnswerPump"/> reads its
/// answers when their turn comes.
/// </summary>
/// <param name="context">The objects that the exchange's calls share.</param>
/// <param name="order">What it orders.</param>
internal sealed class ExchangeCall(ExchangeContext context, CallOrder order) : ILegErrors
{
    // Next is null when the answer ends the call. RetryAfter counts only for a transient failure.
    private readonly record struct LegOutcome(ProviderLeg? Next, CallFailure? Failure = null, bool IsPassing = false, TimeSpan? RetryAfter = null);

    // The deadline outside legs: while the call waits for a place or between polls. Most calls do neither.
    private ExchangeDeadline? _waiting;
    private bool _sent = order.Receipt is not null;
    // Cancels an order that the provider still works on; null when there is none.
    private ProviderRequest? _cancel;
    // The leg that is being sent, with its deadline, and the failed answer that was read last.
    private (ProviderLeg Leg, ExchangeDeadline Deadline) _sending;
    private (HttpResponseMessage Response, ImageError Error)? _failed;

    /// <summary>Runs the call to its end. Never throws: failures go to the queue.</summary>
    public async Task RunAsync(CancellationToken exchangeEnded)
    {
        CallFailure? failure;
        try
        {
            // What is ordered already needs no place: to refuse it would lose a picture that is paid for.
            using var place = order.Receipt is null ? await TakePlaceAsync(exchangeEnded) : null;
            _waiting?.Pause();
            var leg = place is { IsAcquired: false } ? null : order.Leg;
            failure = leg is null ? CallFailure.BeforeSending(CallFailure.QueueFull, tryAnother: true) : null;
            var (polls, repeats, isOrderKnown) = (0, 0, false);
            while (leg is not null)
            {
                if (leg.Kind == LegKind.Poll && repeats == 0)
                    await WaitAsync(PollSchedule.Wait(polls++, context.Services.Random), exchangeEnded);
                var again = leg.Kind == LegKind.Poll ? WaitBeforeRepeat(leg, repeats, polls, null) : null;
                var outcome = order.Receipt is { } receipt && ReferenceEquals(leg, order.Leg)
                    ? await ReadNothingAsync(order.Resumed(receipt), order.Seed, exchangeEnded)
                    : await RunLegAsync(leg, isOrderKnown, again is not null, exchangeEnded);
                if (outcome.Failure is null && ReferenceEquals(outcome.Next, leg) && again is { } pause)
                {
                    (repeats, polls) = (repeats + 1, polls + 1);
                    await WaitAsync(pause, exchangeEnded);
                }
                else if (outcome.Failure is not { } met)
                {
                    isOrderKnown |= leg.Kind == LegKind.Poll;
                    (leg, repeats) = (outcome.Next, 0);
                    if (leg?.WriteReceipt is { } write && order.Receipt is null && Notes is { } notes)
                        await notes.PlaceAsync(order.Index, write(), context.Most);
                }
                else if (outcome.IsPassing && WaitBeforeRepeat(leg, repeats, polls, outcome.RetryAfter) is { } wait)
                {
                    repeats++;
                    polls++;
                    await WaitAsync(wait, exchangeEnded);
                }
                else
                {
                    // Once an order has been accepted a picture may have been drawn, whatever fails later; the order is not placed again.
                    failure = leg.Kind == LegKind.Submit ? met : met with { PossiblyBilled = true, TryAnotherDestination = false };
                    break;
                }
            }
        }
        catch (Exception) when (exchangeEnded.IsCancellationRequested)
        {
            failure = CallFailure.OfClient(CallFailure.Cancelled);
        }
        catch (Exception e)
        {
            failure = context.Classify(e, _waiting?.Expired);
        }
        finally
        {
            _waiting?.Dispose();
        }
        if (_cancel is { } cancel && Notes is not { KeepsOrders: true } && HostOf(cancel, LegKind.Poll) != LegHost.Foreign)
            context.Services.CancelledOrders.Send(context.Transport.Send, CreateMessage(cancel, LegKind.Poll));
        // A call that ended while it waited for a place has cost nothing.
        context.Turns.EndCall(failure is { } known ? known with { PossiblyBilled = known.PossiblyBilled && _sent } : null);
    }

    private ValueTask<RateLimitLease> TakePlaceAsync(CancellationToken exchangeEnded)
    {
        var place = context.Transport.Resilience.Places.AttemptAcquire();
        if (place.IsAcquired)
            return new(place);
        place.Dispose();
        _waiting = ExchangeDeadline.ForPlace(context.Attempt.Target.Cluster.Deadlines, context.Services.Time, context.Started, exchangeEnded);
        return context.Transport.Resilience.Places.AcquireAsync(1, _waiting.Token);
    }

    // Between legs only the total deadline counts.
    private Task WaitAsync(TimeSpan wait, CancellationToken exchangeEnded)
    {
        _waiting ??= ExchangeDeadline.ForPlace(context.Attempt.Target.Cluster.Deadlines, context.Services.Time, context.Started, exchangeEnded);
        _waiting.Pause();
        return Task.Delay(wait, context.Services.Time, _waiting.Token);
    }

    private TimeSpan? WaitBeforeRepeat(ProviderLeg leg, int repeats, int polls, TimeSpan? retryAfter)
    {
        var scheduled = PollSchedule.Wait(leg.Kind == LegKind.Poll ? polls : repeats, context.Services.Random);
        var left = context.Attempt.Target.Cluster.Deadlines.Total - context.Services.Time.GetElapsedTime(context.Started);
        return LegRepeat.Wait(leg, repeats, scheduled, retryAfter, left);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<LegOutcome> RunLegAsync(ProviderLeg leg, bool isOrderKnown, bool mayRepeat, CancellationToken exchangeEnded)
    {
        if (DownloadGuard.Refuse(
            leg, context.Destination.Address, context.Attempt.Target.Provider.Hosts, context.Attempt.Call.Snapshot.Images.Downloads) is { } refusal)
            return await GoOnWithoutAsync(leg, refusal, exchangeEnded);
        using var deadline = new ExchangeDeadline(context.Attempt.Target.Cluster.Deadlines, context.Services.Time, context.Started, exchangeEnded);
        try
        {
            _sending = (leg, deadline);
            using var request = CreateMessage(leg.Request, leg.Kind, deadline);
            _sent = true;
            using var response = await context.Transport.Send(request, deadline.Token);
            if (!response.IsSuccessStatusCode)
                return await FailAsync(leg, isOrderKnown, response, exchangeEnded);
            var coding = ContentCodings.Of(response.Content.Headers, out var unreadable);
            if (unreadable is not null)
                throw ContentCodings.Unreadable(unreadable);
            var contentType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
            await using var body = ContentCodings.Decode(await response.Content.ReadAsStreamAsync(deadline.Token), coding);
            // The length of a compressed body says nothing of the decoded one.
            var length = coding == ContentCoding.Identity ? response.Content.Headers.ContentLength : null;
            var lengthIsEnd = response.Version.Major < 2 && response.Headers.TransferEncodingChunked != true;
            var turn = new LegTurn(leg, contentType, new LegBody(body, length, lengthIsEnd, deadline), context.Sink, mayRepeat, order.Seed);
            context.Turns.Enqueue(turn);
            try
            {
                return new(await turn.WhenReadAsync(exchangeEnded));
            }
            finally
            {
                // A complete answer counts even when the exchange ends with it: there is a next leg, or nothing to cancel.
                if (turn.IsWhole)
                    _cancel = turn.Next?.Cancel;
            }
        }
        catch (Exception e) when (!exchangeEnded.IsCancellationRequested && LegRepeat.LeadsToPrivateAddress(e))
        {
            return await GoOnWithoutAsync(leg, DownloadGuard.PrivateAddress(leg.Request.Uri), exchangeEnded);
        }
        catch (Exception e) when (!exchangeEnded.IsCancellationRequested)
        {
            return new(null, context.Classify(e, deadline.Expired), IsPassing: LegRepeat.IsPassing(e) && !deadline.HasExpired);
        }
    }

    // A picture that may not be fetched need not fail its call: its reader may pass the address on. It does so in its turn, as an answer without
    // bytes.
    private async Task<LegOutcome> GoOnWithoutAsync(ProviderLeg leg, ImageError refusal, CancellationToken exchangeEnded)
    {
        if (leg.CreateRefused is not { } create)
            return new(null, CallFailure.OfAnswer(refusal));
        return await ReadNothingAsync(leg with { CreateReader = (_, sink) => create(refusal, sink) }, null, exchangeEnded);
    }

    private async Task<LegOutcome> ReadNothingAsync(ProviderLeg leg, CallSeed? seed, CancellationToken exchangeEnded)
    {
        using var deadline = new ExchangeDeadline(context.Attempt.Target.Cluster.Deadlines, context.Services.Time, context.Started, exchangeEnded);
        var turn = new LegTurn(leg, null, new LegBody(Stream.Null, 0, lengthIsEnd: true, deadline), context.Sink, seed: seed);
        context.Turns.Enqueue(turn);
        var next = await turn.WhenReadAsync(exchangeEnded);
        _cancel = next?.Cancel;
        return new(next);
    }

    private IOrderNotes? Notes => context.Attempt.Call.Detached?.Orders;

    private async ValueTask<LegOutcome> FailAsync(ProviderLeg leg, bool isOrderKnown, HttpResponseMessage response, CancellationToken exchangeEnded)
    {
        var status = (int)response.StatusCode;
        if (Redirects.Is(status))
        {
            var redirected = Redirects.Refuse(leg.Kind, response, leg.Request.Uri);
            var told = context.Clean(redirected.Error);
            return leg.Kind == LegKind.Download && leg.CreateRefused is not null
                ? await GoOnWithoutAsync(leg, told, exchangeEnded)
                : new(null, redirected with { Error = told });
        }
        var error = await ReadErrorAsync(response);
        return new(null, CallFailure.OfStatus(error) with { AnsweredStatus = status is >= 400 and < 600 ? null : status },
            LegRepeat.IsPassing(leg, response.StatusCode, isOrderKnown), error.RetryAfter);
    }

    /// <inheritdoc/>
    public async ValueTask<ImageError> ReadErrorAsync(HttpResponseMessage response)
    {
        if (_failed is { } known && ReferenceEquals(known.Response, response))
            return known.Error;
        var error = await FailedAnswer.ReadAsync(context, _sending.Leg, response, _sending.Deadline);
        if (_sending.Leg.Kind == LegKind.Submit)
            error = context.Explain(error);
        _failed = (response, error);
        return error;
    }

    private LegMessage CreateMessage(ProviderRequest request, LegKind kind, ExchangeDeadline? deadline = null)
    {
        var message = new LegMessage(
            HttpMethod.Parse(request.Method), request.Uri, context.Attempt, context.Destination, kind, context.Transport.Resilience.Pipeline)
        {
            Version = context.Transport.Version.Version,
            VersionPolicy = context.Transport.Version.Policy,
            Host = HostOf(request, kind),
            AllowPrivateNetwork = context.Attempt.Call.Snapshot.Images.Downloads.AllowPrivateNetwork,
            Errors = this,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCodings.Accepted);
        message.Headers.TryAddWithoutValidation("User-Agent", "iris");
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (!request.Body.IsEmpty)
        {
            // Only a body of several segments has pictures, whose upload the wait for the first byte must not count.
            message.Content = SegmentContent.Of(request.Body, deadline is null || request.Body.Count == 1 ? null : deadline.AwaitAnswer);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }
        return message;
    }

    private LegHost HostOf(ProviderRequest request, LegKind kind) =>
        DownloadGuard.HostOf(kind, request.Uri, context.Destination.Address, context.Attempt.Target.Provider.Hosts);
}
