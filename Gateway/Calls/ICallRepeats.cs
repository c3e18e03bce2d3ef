using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Calls;

/// <summary>Gives calls that are asked for again the answer of the first one.</summary>
internal interface ICallRepeats
{
    /// <summary>Whether a call may be another one again, or may be asked for again.</summary>
    bool Concerns(ImageCall call, HttpRequest request);

    /// <summary>Judges a call that is only tried out, and notes nothing: the refusal where its key is known to be another request's by now.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">The call; its request has been read.</param>
    /// <param name="route">The route that it came in on.</param>
    ValueTask<ImageError?> JudgeRehearsalAsync(HttpContext context, ImageCall call, string route);

    /// <summary>Finds the run of a call, or begins one.</summary>
    /// <param name="context">The request; its response is where the call's client is answered.</param>
    /// <param name="call">The call; its request has been read.</param>
    /// <param name="route">The route that it came in on.</param>
    /// <returns>The call's part in a run; or the refusal; or neither, where the call is none to repeat.</returns>
    ValueTask<(ICallRun? Run, ImageError? Refusal)> FindAsync(HttpContext context, ImageCall call, string route);
}

/// <summary>
/// One call's part in a run, whose answer any number of calls get: the owner's call makes it, the others read it. Whoever gets one ends it by
/// <see cref="AnswerAsync"/> or by <see cref="IAsyncDisposable.DisposeAsync"/>.
/// </summary>
internal interface ICallRun : IAsyncDisposable
{
    /// <summary>Whether this call makes the run.</summary>
    bool IsOwner { get; }

    /// <summary>
    /// The owner's answer goes to all readers from now on, its own client among them, and its request is cancelled by nobody's waiting any more.
    /// </summary>
    /// <returns>The response that takes the place of the client's.</returns>
    (IHttpResponseFeature Response, IHttpResponseBodyFeature Body) Begin();

    /// <summary>The owner's call is over: gives the request its own response and client back.</summary>
    /// <param name="outcome">Decides whether the answer is kept.</param>
    /// <param name="brokeOff">Whether the answer had begun and could not be completed.</param>
    ValueTask EndAsync(CallOutcome outcome, bool brokeOff);

    /// <summary>Waits until this call's client has the answer, and ends this part.</summary>
    ValueTask<RunAnswer> AnswerAsync();
}

/// <summary>How a client got a run's answer.</summary>
internal enum RunEnd
{
    /// <summary>To its end.</summary>
    Whole,
    /// <summary>The answer broke off.</summary>
    Broken,
    /// <summary>The client has disconnected.</summary>
    Gone,
    /// <summary>The time of the client's route is over, and the client has been told so.</summary>
    TimedOut,
    /// <summary>The client took nothing of it for too long, and was disconnected.</summary>
    Stalled,
}

/// <summary>What a client got of a run.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Failure">The failure that the answer tells; null for none.</param>
internal readonly record struct RunAnswer(RunEnd End, ImageError? Failure);
