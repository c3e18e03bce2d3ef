using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Access;

/// <summary>
/// The door of routes that are no image routes: those that pass requests through to a provider, WebSockets included, and ordinary ones whose metadata
/// says <c>"Access": "key"</c>. The body is not read, so that requests and calls at once count, and nothing else.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, ProxyConfigurationProvider configuration, AccessGate gate, RequestIds ids)
{
    /// <summary>Handles one request of YARP's pipeline.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (configuration.Current.Images.Access is not { } access)
            return next(context);
        var proxy = context.GetReverseProxyFeature();
        return RouteKinds.Of(proxy.Route.Config, proxy.Cluster.Config) switch
        {
            RouteKind.PassThrough => GuardPassThroughAsync(context, access, proxy.Cluster.Config.ClusterId),
            RouteKind.Ordinary when ImageRoutes.AsksForKey(proxy.Route.Config) => GuardAppAsync(context, access),
            _ => next(context),
        };
    }

    private async Task GuardPassThroughAsync(HttpContext context, AccessOptions access, string cluster)
    {
        IReadOnlyList<string> query = configuration.Current.ImageClusters.TryGetValue(cluster, out var known) ? known.Provider.CredentialQuery : [];
        var (share, refusal) = await gate.EnterAsync(access, context, query, key => JudgePassThrough(key, cluster), static _ => true);
        await GoOnAsync(context, share, refusal, cluster);
    }

    private async Task GuardAppAsync(HttpContext context, AccessOptions access)
    {
        var (share, refusal) = await gate.EnterAsync(
            access, context, [], static _ => null, static kind => kind is UsageKind.Requests or UsageKind.Concurrent);
        PresentedKeys.Remove(access, context.Request);
        await GoOnAsync(context, share, refusal, null);
    }

    private async Task GoOnAsync(HttpContext context, CallShare? share, ImageError? refusal, string? cluster)
    {
        if (refusal is not null)
        {
            await EnvelopeResponse.WriteAsync(context, new FailureReport { Error = refusal, Identity = new(ids.Of(context)) { Provider = cluster } });
            return;
        }
        try
        {
            await next(context);
        }
        finally
        {
            if (share is not null)
                gate.Settle(share, default);
        }
    }

    private static ImageError? JudgePassThrough(ClientKey key, string cluster)
    {
        if (!key.MayPass(cluster))
            return AccessErrors.Provider(key, cluster);
        // What passes through is not read, so that nobody knows what it costs.
        return key is { HasBudget: true, AllowsUnpriced: false }
            ? AccessErrors.Unpriced(key, $"What passes through to '{cluster}'", "Use its image route")
            : null;
    }
}
