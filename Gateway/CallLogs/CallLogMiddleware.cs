using Iris.Gateway.Calls;
using Iris.Gateway.Model;

namespace Iris.Gateway.CallLogs;

/// <summary>The step of YARP's pipeline around image routes and those that pass requests through: notes each call when it is over.</summary>
internal sealed class CallLogMiddleware(RequestDelegate next, CallLog log, CallSinks sinks, CallNotes notes)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!log.IsKept && sinks.IsEmpty)
            return next(context);
        var proxy = context.GetReverseProxyFeature();
        var kind = RouteKinds.Of(proxy.Route.Config, proxy.Cluster?.Config);
        return kind == RouteKind.Ordinary ? next(context) : NoteAsync(context, kind, proxy.Route.Config.RouteId, proxy.Cluster?.Config.ClusterId);
    }

    private async Task NoteAsync(HttpContext context, RouteKind kind, string route, string? cluster)
    {
        var arrival = notes.Begin();
        var hasFailed = true;
        try
        {
            await next(context);
            hasFailed = false;
        }
        finally
        {
            if (kind == RouteKind.PassThrough)
                Note(notes.OfPassThrough(context, arrival, route, cluster, hasFailed));
            // One that is left has its row when it is gone on with.
            else if (context.Features.Get<ImageCall>() is { Outcome: { IsLeft: false } outcome, Detached: not { IsAccepted: true } } call)
                Note(notes.OfImages(context, arrival, route, call, outcome));
        }
    }

    private void Note(CallRow row)
    {
        if (log.IsKept)
            log.Add(row);
        sinks.Add(row);
    }
}
