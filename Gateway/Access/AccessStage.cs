using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Access;

/// <summary>
/// The keys, limits and budgets of image calls: by the headers before the body is read, by the model before anything is sent, again for each
/// fallback; and settled when the call is over.
/// </summary>
internal sealed class AccessStage(AccessGate gate, ICallRepeats repeats) : IImageStage
{
    /// <inheritdoc/>
    public bool Joins(ImageCall call) => call.Snapshot.Images.Access is not null;

    /// <inheritdoc/>
    public async ValueTask<ImageError?> BeginAsync(ImageCall call, HttpRequest request)
    {
        if (call.Snapshot.Images.Access is not { } access)
            return null;
        // Whoever asks again for a picture that is paid for needs no room for another one.
        var mayRepeat = call.Detached is not { IsResumed: true } && repeats.Concerns(call, request);
        var (share, refusal) = await gate.EnterAsync(
            access, request.HttpContext, [], key => JudgeOperation(call, key), kind => !mayRepeat || kind is UsageKind.Requests or UsageKind.Concurrent);
        call.Identify(request.HttpContext.Features.Get<Caller>());
        if (share is not null)
            call.Items[this] = mayRepeat ? share with { IsPostponed = true } : share;
        return refusal;
    }

    /// <inheritdoc/>
    public ImageError? JudgeEarly(ImageCall call, ImageTarget target) => ShareOf(call) is { } share ? JudgeModel(share.Key, target) : null;

    /// <inheritdoc/>
    public ValueTask<ImageError?> JudgeReplayAsync(ImageCall call, ImageTarget target) => new(JudgeEarly(call, target));

    /// <inheritdoc/>
    public async ValueTask<ImageError?> JudgeAsync(ImageCall call, ImageTarget target)
    {
        if (ShareOf(call) is not { } share)
            return null;
        if (!share.IsOrdered && JudgeModel(share.Key, target) is { } refusal)
            return refusal;
        // What nobody can serve costs nothing; the walk says why.
        if (!target.Cluster.CanServe(target.Model))
            return null;
        KeepWhatWasPossiblySpent(call, share);
        // Only a budget asks what the call may cost.
        var worst = share.Key.HasBudget ? CallPrices.Worst(call, target) : 0;
        if (worst is null && !share.Key.AllowsUnpriced && !share.IsOrdered)
        {
            return AccessErrors.Unpriced(share.Key, $"'{PrintableText.Of($"{target.Cluster.Id}/{target.Model}")}'",
                $"Give it one in Images.Prices (\"{PrintableText.Of($"{target.Cluster.Id}/{target.Model}")}\")");
        }
        share.Worst = worst;
        var demands = new List<Demand>(share.Key.Counters.Count);
        foreach (var counter in share.Key.Counters)
        {
            if (counter.Kind == UsageKind.Images)
                demands.Add(new Demand(counter, call.Request!.Count, share.IsOrdered));
            else if (counter.Kind == UsageKind.Usd && worst is { } most)
                demands.Add(new Demand(counter, Tally.Add(share.PossiblySpent, most), share.IsOrdered));
            else if (share.IsPostponed && counter.Kind is UsageKind.Usd or UsageKind.Tokens)
                demands.Add(new Demand(counter, 0));
        }
        return await gate.ReserveAsync(share, demands, CancellationToken.None);
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(ImageCall call, CallOutcome outcome)
    {
        if (ShareOf(call) is not { } share)
            return default;
        var tokens = outcome.Produced.Usage is { HasTokens: true } usage ? usage.InputTokens + usage.OutputTokens : 0;
        gate.Settle(share, outcome.IsLeft ? default : new Spent(outcome.Produced.Count, tokens, CallPrices.Settled(outcome, share)));
        return default;
    }

    private CallShare? ShareOf(ImageCall call) =>
        call.Snapshot.Images.Access is not null && call.Items.TryGetValue(this, out var share) ? (CallShare)share : null;

    private static ImageError? JudgeOperation(ImageCall call, ClientKey key) =>
        (key.Operations & RequestTypes.OperationOf(call.RequestType)) == 0 ? AccessErrors.Operation(key, call.RequestType) : null;

    private static ImageError? JudgeModel(ClientKey key, ImageTarget target) =>
        key.Models.Allows(target.Cluster.Id, target.Model) ? null : AccessErrors.Model(key, target);

    // An attempt that failed and may have been billed keeps its reservation: the next target comes on top of it.
    private static void KeepWhatWasPossiblySpent(ImageCall call, CallShare share)
    {
        for (; share.AttemptsSeen < call.Trail.Count; share.AttemptsSeen++)
        {
            if (call.Trail[share.AttemptsSeen].PossiblyBilled)
                share.PossiblySpent = Tally.Add(share.PossiblySpent, share.Worst ?? 0);
        }
    }
}
