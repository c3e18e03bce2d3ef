using Microsoft.AspNetCore.Http.Timeouts;

namespace Iris.Gateway.Calls;

/// <summary>
/// The <c>Timeout</c> of the route that a request has met. When it passes, the framework cancels what else only a client who hangs up cancels; this
/// tells the two apart.
/// </summary>
/// <param name="clientGone">Cancelled by the client alone.</param>
internal sealed class RouteDeadline(CancellationToken clientGone)
{
    private readonly CancellationToken _clientGone = clientGone;

    /// <summary>Whether the route's time is over while the client still waits.</summary>
    public static bool HasPassed(HttpContext context) =>
        context.Features.Get<RouteDeadline>() is { _clientGone.IsCancellationRequested: false }
        && context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };

    /// <summary>Asks the same later, without the request, which another thread may be at work on.</summary>
    public static Func<bool> Watch(HttpContext context)
    {
        if (context.Features.Get<RouteDeadline>() is not { } deadline || context.Features.Get<IHttpRequestTimeoutFeature>() is not { } timeout)
            return static () => false;
        return () => !deadline._clientGone.IsCancellationRequested && timeout.RequestTimeoutToken.IsCancellationRequested;
    }

    /// <summary>Leaves the client alone to cancel the request, so that it can still be answered.</summary>
    public static void Lift(HttpContext context)
    {
        if (context.Features.Get<RouteDeadline>() is { } deadline)
            context.RequestAborted = deadline._clientGone;
    }
}
