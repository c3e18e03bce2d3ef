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
/// have failed. A target is tried once: the same cluster and model again would fail again, and may cost again.
/// <code>
/// JudgeEarly ─► NextTarget ─► (stages judge it; Refuse) ─► NextAttempt ─► Fail ─► NextAttempt … null ─► NextTarget … null ─► Failure
/// </code>
/// </summary>
internal sealed class TargetWalk(ImageCall call, Resolution targets, IProxyStateLookup state, TimeProvider time, CancellationToken clientGone)
{
    // 0 for the primary, and then the fallbacks' number in the list from 1; those that are passed over have no index.
    private int _position = -1;
    private int _fallbackIndex;
    private bool _isOver;
    // The target that is tried; null once it has failed. Of it: the destinations that failed, and the first one's failure.
    private ImageTarget? _target;
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

    /// <summary>The next target that may be tried; null when none is left.</summary>
    public ImageTarget? NextTarget()
    {
        if (Placed is { } placed && _position < 0)
            return _target = Resume(placed);
        while (!_isOver && ++_position <= targets.Fallbacks.Count)
        {
            (_tried, _failure) = (null, null);
            if (_position > 0)
            {
                var fallback = targets.Fallbacks[_position - 1];
                if (PassOver(fallback))
                    continue;
                _fallbackIndex++;
                return _target = fallback;
            }
            if (targets.Primary is { } primary)
                return _target = primary;
            _primary = targets.Error;
            if (targets.Fallbacks.Count > 0)
                Skip(targets.Provider ?? "", targets.Model ?? "", _primary!);
        }
        return null;
    }

    /// <summary>
    /// The first step, before the client's pictures are read: walks over the targets that nothing has to be sent to for a refusal. A walk that is
    /// over here has its failure and its trail as if the request were whole; otherwise it has not begun.
    /// </summary>
    /// <param name="beginning">What has come of the request.</param>
    /// <param name="stages">The call's stages.</param>
    /// <returns>The reason why no target can take the request; null when one may.</returns>
    public ImageError? JudgeEarly(ImageRequest beginning, StageRun? stages)
    {
        var told = call.Trail.Count;
        while (NextTarget() is { } target)
        {
            if (stages?.JudgeEarly(target) is { } forbidden)
            {
                Refuse(forbidden);
            }
            else if (RefuseForItself(call, beginning, target, isWhole: false) is { } refusal)
            {
                Leave(Skip(target, refusal));
            }
            else if (!target.Cluster.CanServe(target.Model))
            {
                Leave(Skip(target, NoKeys(target)));
            }
            else
            {
                call.Trail.RemoveRange(told, call.Trail.Count - told);
                (_position, _fallbackIndex, _target, _primary) = (-1, 0, null, null);
                return null;
            }
        }
        return _primary;
    }

    /// <summary>The next attempt at the target; null when the target has failed.</summary>
    public ImageAttempt? NextAttempt()
    {
        if (_target is not { } target)
            return null;
        // Checked before the keys: a missing key must not hide that the provider has no image API.
        if (Placed is null && RefuseForItself(call, call.Request!, target, isWhole: true) is { } refusal)
        {
            Leave(Skip(target, refusal));
            return null;
        }
        var isKnown = state.TryGetRoute(ImageRoutes.DerivedId(target.Cluster.Id), out var route) && route.Cluster is not null;
        Available = isKnown ? Choose(route!.Cluster!, target) : [];
        if (Available.Count == 0)
        {
            Leave(_failure ?? (IsLost(target) ? CallFailure.LostOrders : Skip(target, NoKeys(target))));
            return null;
        }
        Route = route!;
        return new ImageAttempt(call, target, _fallbackIndex, time.GetTimestamp(), clientGone) { HasAlternatives = Available.Count > 1 };
    }

    /// <summary>Notes an attempt's failure: another destination comes next when it may succeed, else another target.</summary>
    public void Fail(ImageAttempt attempt, CallFailure failure)
    {
        call.Trail.Add(attempt.ToRecord(failure, time));
        _failure ??= failure.Error;
        if (_position == 0)
            _primaryAttempt = attempt;
        _isOver |= failure.Cause is FailureCause.Spent or FailureCause.Store;
        if (failure.TryAnotherDestination && attempt.Result?.Destination is { } destination)
            (_tried ??= new(StringComparer.OrdinalIgnoreCase)).Add(destination.Id);
        else
            Leave(_failure);
    }

    /// <summary>Notes that a stage refuses the target: at the primary that refuses the call, a fallback is passed over.</summary>
    public void Refuse(ImageError refusal)
    {
        _isOver = _position == 0;
        Leave(_isOver ? refusal : Skip(_target!, refusal));
    }

    private PlacedOrders? Placed => call.Detached?.Orders?.Placed;

    // What an earlier process has ordered is asked for where it was ordered, whatever the request's names lead to by now, and nothing is ordered
    // elsewhere after it.
    private ImageTarget? Resume(PlacedOrders placed)
    {
        (_position, _fallbackIndex, _isOver) = (0, placed.FallbackIndex, true);
        call.Trail.AddRange(placed.Trail);
        if (call.Snapshot.ImageClusters.TryGetValue(placed.Cluster, out var cluster) && cluster.Provider.Draws)
            return new ImageTarget(cluster, placed.Model, placed.FallbackIndex == 0 ? targets.Model ?? placed.Model : placed.Model);
        _primary = CallFailure.LostOrders;
        return null;
    }

    // A destination that is there and cannot be used may be used later.
    private bool IsLost(ImageTarget target) => Placed is { } placed && !target.Cluster.Destinations.ContainsKey(placed.Destination);

    private static ImageError? RefuseForItself(ImageCall call, ImageRequest request, ImageTarget target, bool isWhole) =>
        target.Provider.Draws ? EditTargets.Judge(call, request, target, isWhole) : ImageError.Unsupported(call.RequestType, target.Cluster.Id);

    private void Leave(ImageError failure)
    {
        _target = null;
        if (_position == 0)
            _primary = failure;
    }

    private bool PassOver(ImageTarget fallback)
    {
        if (WasTried(fallback))
            Skip(fallback, ImageError.Invalid("the same provider and model has been tried in this call", "fallbacks"));
        else if (fallback.Provider.Draws && !fallback.Cluster.IsUsable)
            Skip(fallback, NoKeys(fallback));
        else
            return false;
        return true;
    }

    private bool WasTried(ImageTarget fallback)
    {
        if (IsSame(targets.Primary))
            return true;
        for (var i = 0; i < _position - 1; i++)
        {
            if (IsSame(targets.Fallbacks[i]))
                return true;
        }
        return false;

        bool IsSame(ImageTarget? other) => other is not null && ReferenceEquals(other.Cluster, fallback.Cluster) && other.Model == fallback.Model;
    }

    private List<DestinationState> Choose(ClusterState cluster, ImageTarget target)
    {
        var (all, placed) = (cluster.DestinationsState.AvailableDestinations, Placed);
        if (placed is not null)
            all = cluster.DestinationsState.AllDestinations;
        var available = new List<DestinationState>(all.Count);
        foreach (var destination in all)
        {
            if (target.Cluster.Destinations.TryGetValue(destination.DestinationId, out var known)
                && known.Unusable is null
                && (placed is null ? Takes(target, known) : placed.Destination == known.Id)
                && _tried?.Contains(known.Id) != true)
            {
                available.Add(destination);
            }
        }
        return available;
    }

    private bool Takes(ImageTarget target, ImageDestination known) =>
        known.Models.Allows(target.Model) && EditTargets.Judge(call, call.Request!, target, known, isWhole: true) is null;

    // A target that is not called also gets an entry in the trail, so that the reason for a fallback is visible.
    private ImageError Skip(ImageTarget target, ImageError error) => Skip(target.Cluster.Id, target.Model, error);

    private ImageError Skip(string provider, string model, ImageError error)
    {
        call.Trail.Add(new AttemptRecord(provider, model, null, error.Status, error.Type, 0, PossiblyBilled: false) { Skipped = error.Message });
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
