using Iris.Gateway.Calls;
using Iris.Gateway.Ingress;
using Iris.Gateway.Telemetry;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The dispatch of one image request: the request is read once and resolved to its targets, and each target is passed to the rest of YARP's
/// pipeline until one answers:
/// <code>
/// stages → read body → ImageRequest → targets → stages → per target: reassign → load balancing → forwarder → exchange
///                                                          └ next target while nothing is committed and the call is not cancelled
/// </code>
/// </summary>
/// <param name="context">The request.</param>
/// <param name="call">The request's call.</param>
/// <param name="ingress">The request's route.</param>
/// <param name="response">The client's response; disposed at the end.</param>
/// <param name="next">The rest of YARP's pipeline.</param>
/// <param name="services">The services of every dispatch.</param>
internal sealed partial class DispatchRun(
    HttpContext context, ImageCall call, IngressRoute ingress, ClientResponse response, RequestDelegate next, DispatchServices services)
{
    private readonly StageRun? _stages = services.Stages.Of(call);
    // A stage asks stores and files of its own: their faults are not the client's.
    private bool _isInStage;
    // What had come of a request before its pictures, and its targets.
    private (ImageRequest SoFar, Resolution Targets)? _beginning;
    // The number of failed attempts that have been logged.
    private int _told;

    /// <summary>Answers the request, with a picture or with a failure.</summary>
    /// <exception cref="AnswerBrokeOffException">The server must break the connection.</exception>
    public async Task RunAsync()
    {
        await using var disposed = response;
        try
        {
            var error = (_stages is null ? null : await BeginStagesAsync(_stages)) ?? await ReadAsync();
            if (error is null)
            {
                var targets = Resolve(call.Request!);
                if (call.IsRehearsal ? await RefuseRehearsalAsync(targets) : services.Repeats.Concerns(call, context.Request) && await JoinAsync(targets))
                    return;
                var walk = WalkOver(targets);
                while (walk.NextTarget() is { } target)
                {
                    if (_stages is not null
                        && await (call.IsRehearsal ? _stages.JudgeReplayAsync(target) : _stages.JudgeAsync(target)) is { } refusal)
                    {
                        walk.Refuse(refusal);
                        continue;
                    }
                    response.StartHeartbeats(services.Time);
                    // Each attempt is awaited here and not in its own method, because another async layer costs every call something.
                    while (walk.NextAttempt() is { } attempt)
                    {
                        TellFailures(attempt);
                        using (var span = Prepare(attempt, walk))
                        {
                            try
                            {
                                if (_stages is null || call.IsRehearsal || await _stages.BeginAttemptAsync(attempt) is not { } refused)
                                    await next(context);
                                else
                                    attempt.End(new AttemptResult { Failure = CallFailure.BeforeSending(refused) });
                                _ = attempt.Result ?? attempt.End(UnforwardedAttempt.Of(context.GetForwarderErrorFeature()?.Error));
                            }
                            finally
                            {
                                response.Restore();
                                // YARP's steps have seen the attempt's error; the client gets the call's own failure.
                                context.Features.Set<IForwarderErrorFeature>(null);
                                if (!call.IsRehearsal)
                                    span.End();
                            }
                        }
                        var result = attempt.Result!;
                        if (_stages is not null && !call.IsRehearsal)
                            await _stages.EndAttemptAsync(attempt);
                        if (result.Failure is { Cause: FailureCause.Rehearsed })
                        {
                            call.Detached!.Accept();
                            // Nothing was sent: no attempt has served, or failed.
                            call.Serve(null);
                            context.Response.StatusCode = StatusCodes.Status202Accepted;
                            return;
                        }
                        if (result.Failure is { } failure)
                            walk.Fail(attempt, failure);
                        var isCancelled = IsCancelled(result);
                        if (isCancelled)
                            Cancel();
                        // No attempt follows an answer that has begun or a disconnected client.
                        if (!response.AnswerStarted && !isCancelled)
                            continue;
                        if (result.BrokeOff && context.Response.HasStarted)
                            await BreakOffAsync(result.Failure!.Value.Error);
                        else if (result.BrokeOff)
                            await FailAsync(result.Failure!.Value.Error);
                        else if (isCancelled)
                            await TellOfTimeoutAsync();
                        return;
                    }
                }
                (error, var serving) = walk.Failure;
                call.Serve(serving);
                error = Explain(error, targets);
            }
            await FailAsync(error);
        }
        catch (IOException e) when (e.InnerException is OverflowException && call.Request is null && !_isInStage)
        {
            // The server stops reading at a chunk size beyond 31 bits.
            context.Response.Headers.Connection = "close";
            await FailAsync(ImageError.Invalid("The request body could not be read.", code: "invalid_body"));
        }
        catch (Exception e) when ((e is IOException && call.Request is null && !_isInStage)
            || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            Cancel();
            // The client disconnected inside its body. The server must not read the rest, which it would report as an error.
            if (RouteDeadline.HasPassed(context))
                await TellOfTimeoutAsync();
            else if (call.Request is null)
                context.Abort();
        }
        finally
        {
            response.Restore();
            MissOrders(call.Error);
            // The response has begun, or an exception leaves this method and becomes a response of its own.
            if (!context.Response.HasStarted && call.Detached?.IsAccepted != true)
                call.Fail(call.Error ?? CallFailure.Unexpected);
            var outcome = call.End(CallOutcome.Of(call, context.Response.StatusCode, services.Time.GetElapsedTime(call.Started)));
            TellFailures(null);
            ImageTelemetry.Describe(outcome);
            // Stages end after the response, because its last bytes must not wait for a stage that writes to a store.
            if (_stages is not null)
                context.Response.OnCompleted(() => _stages.EndAsync(outcome).AsTask());
            if (_run is { IsOwner: true } run)
                await EndRunAsync(run, outcome);
        }
    }

    private async ValueTask<ImageError?> BeginStagesAsync(StageRun stages)
    {
        _isInStage = true;
        var refusal = await stages.BeginAsync(context.Request);
        _isInStage = false;
        return refusal;
    }

    private TargetWalk WalkOver(Resolution targets) => new(call, targets, services.State, services.Time, context.RequestAborted);

    private ImageError Explain(ImageError error, Resolution targets) =>
        targets.Primary is { } primary ? MissingKeys.Explain(error, primary.Cluster, context) : error;

    private Resolution Resolve(ImageRequest request)
    {
        // What was resolved before the pictures came stays, unless the rest of the request names other targets.
        if (_beginning is var (soFar, known) && soFar.Model == request.Model && soFar.Fallbacks.SequenceEqual(request.Fallbacks))
            return known;
        var targets = ModelResolver.Resolve(call.Snapshot, ingress, request);
        call.Address(targets.Provider, targets.Model, targets.Primary?.Model);
        return targets;
    }

    private Task FailAsync(ImageError error)
    {
        MissOrders(error);
        call.Fail(error);
        return response.FailAsync(error, services.Time);
    }

    private void TellFailures(ImageAttempt? next)
    {
        if (_told < call.Trail.Count)
            _told = services.Telemetry.Failures.Tell(call, _told, next);
    }

    private ImageTelemetry.AttemptSpan Prepare(ImageAttempt attempt, TargetWalk walk)
    {
        call.Serve(attempt);
        // The two-argument overload: with the one-argument one the old route's transforms and cluster would still apply (dotnet/yarp#1750).
        context.ReassignProxyRequest(walk.Route, walk.Route.Cluster!);
        context.GetReverseProxyFeature().AvailableDestinations = walk.Available;
        context.Features.Set<IHttpResponseFeature>(new AttemptResponse(response, attempt));
        return services.Telemetry.StartAttempt(attempt);
    }

    // Once an answer has begun, only the attempt knows why it ended: the gateway itself may have ended the connection.
    private bool IsCancelled(AttemptResult result) => response.AnswerStarted
        ? result.Failure?.Error == CallFailure.Cancelled
        : context.RequestAborted.IsCancellationRequested;

    private void Cancel()
    {
        call.Fail(CallFailure.Cancelled);
        // The client does not see this status; the log and the metrics do.
        if (!context.Response.HasStarted)
            context.Response.StatusCode = CallFailure.Cancelled.Status;
    }

    // If the client is still connected, the route's timeout has cancelled the call. The cost of the running attempt is unknown.
    private async ValueTask TellOfTimeoutAsync()
    {
        if (!RouteDeadline.HasPassed(context))
            return;
        RouteDeadline.Lift(context);
        var error = CallFailure.RouteTimedOut;
        if (call.Trail.Count > 0 && call.Trail[^1].ErrorType == CallFailure.Cancelled.Type)
            call.Trail[^1] = call.Trail[^1] with { Status = error.Status, ErrorType = error.Type, PossiblyBilled = true };
        await FailAsync(error);
    }
}
