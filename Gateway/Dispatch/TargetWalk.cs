using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// Chooses the order in which a call's targets are tried, each on as many destinations as its failures allow, and the failure to report when all
/// have failed.
/// </summary>
internal sealed class TargetWalk(
    ImageCall call, IReadOnlyList<ImageTarget> targets, IProxyStateLookup state, TimeProvider time, CancellationToken clientGone)
{
    private int _index;
    // Of the current target: the destinations that failed, and the first one's failure.
    private HashSet<string>? _tried;
    private ImageError? _failure;
    // Of the first target, because the client asked for that one (docs/contract.md, section 7.1).
    private ImageError? _primary;
    private ImageAttempt? _primaryAttempt;

    /// <summary>The route of the attempt's cluster.</summary>
    public RouteModel Route { get; private set; } = null!;

    /// <summary>The destinations that the attempt may choose from.</summary>
    public List<DestinationState> Available { get; private set; } = null!;

    /// <summary>The primary target's failure and its attempt, which is null when nothing could be sent; set once all targets have failed.</summary>
    public (ImageError Error, ImageAttempt? Attempt) Failure => (_primary!, _primaryAttempt);

    /// <summary>The next attempt; null when no target is left. Called again only after <see cref="Fail"/> or <see cref="Skip"/>.</summary>
    public ImageAttempt? Next()
    {
        for (; _index < targets.Count; Leave())
        {
            var target = targets[_index];
            // Checked before the keys: a missing key must not hide that the provider has no image API.
            if (RefuseForItself(call.RequestType, call.Request!, target, isWhole: true) is { } refusal)
            {
                _failure = Untried(target, refusal);
                continue;
            }
            var isKnown = state.TryGetRoute(ImageRoutes.DerivedId(target.Cluster.Id), out var route) && route.Cluster is not null;
            Available = isKnown ? Choose(route!.Cluster!, target) : [];
            if (Available.Count == 0)
            {
                _failure ??= Untried(target, NoKeys(target));
                continue;
            }
            Route = route!;
            return call.Serving = new ImageAttempt(call, target, _index, time.GetTimestamp(), clientGone) { HasAlternatives = Available.Count > 1 };
        }
        return null;
    }

    /// <summary>Refuses a target that nothing has to be sent to for that: for what it is, or because it has no key. Null when it may be tried.</summary>
    /// <param name="requestType">What is asked for, in the contract's terms.</param>
    /// <param name="request">The request, or its beginning.</param>
    /// <param name="target">The target.</param>
    /// <param name="isWhole">Whether the request is whole.</param>
    public static ImageError? Refuse(string requestType, ImageRequest request, ImageTarget target, bool isWhole) =>
        RefuseForItself(requestType, request, target, isWhole) ?? (target.Cluster.IsUsable ? null : NoKeys(target));

    /// <summary>Notes an attempt's failure: another destination comes next when it may succeed, else another target.</summary>
    public void Fail(ImageAttempt attempt, CallFailure failure)
    {
        call.Trail.Add(attempt.ToRecord(failure, time));
        _failure ??= failure.Error;
        if (failure.TryAnotherDestination && attempt.Result?.Destination is { } destination)
            (_tried ??= new(StringComparer.OrdinalIgnoreCase)).Add(destination.Id);
        else
            Leave();
    }

    /// <summary>Skips the target of an attempt that a stage refused.</summary>
    public void Skip(ImageAttempt attempt, ImageError refusal)
    {
        _failure ??= Untried(attempt.Target, refusal);
        Leave();
    }

    private static ImageError? RefuseForItself(string requestType, ImageRequest request, ImageTarget target, bool isWhole) =>
        target.Provider.Draws ? EditTargets.Judge(requestType, request, target, isWhole) : ImageError.Unsupported(requestType, target.Cluster.Id);

    private void Leave()
    {
        if (_index++ == 0)
            (_primary, _primaryAttempt) = (_failure, call.Serving);
        (_failure, _tried) = (null, null);
    }

    private List<DestinationState> Choose(ClusterState cluster, ImageTarget target)
    {
        var all = cluster.DestinationsState.AvailableDestinations;
        var available = new List<DestinationState>(all.Count);
        foreach (var destination in all)
        {
            if (target.Cluster.Destinations.TryGetValue(destination.DestinationId, out var known)
                && known.Unusable is null
                && known.Models.Allows(target.Model)
                && EditTargets.Judge(call.RequestType, call.Request!, target, known, isWhole: true) is null
                && _tried?.Contains(known.Id) != true)
            {
                available.Add(destination);
            }
        }
        return available;
    }

    // A target that is not called also gets an entry in the trail, so that the reason for a fallback is visible.
    private ImageError Untried(ImageTarget target, ImageError error)
    {
        call.Trail.Add(new AttemptRecord(target.Cluster.Id, target.Model, null, error.Status, error.Type, 0, PossiblyBilled: false));
        return error;
    }

    private static ImageError NoKeys(ImageTarget target)
    {
        if (!target.Cluster.IsUsable)
            return ImageError.Invalid($"no keys found for provider: {target.Cluster.Id} and model: {target.Model}", code: "no_keys");
        foreach (var destination in target.Cluster.Destinations.Values)
        {
            if (destination.Unusable is null && destination.Models.Allows(target.Model))
            {
                return new ImageError
                {
                    Status = StatusCodes.Status503ServiceUnavailable,
                    Type = "no_eligible_keys",
                    Message = $"no destination of provider {target.Cluster.Id} is available at the moment",
                };
            }
        }
        return ImageError.Invalid($"no keys found that support model: {target.Model}", "model", "no_keys");
    }
}
