using Iris.Transforms.Answers;

namespace Iris.Gateway.Dispatch;

/// <content>Goes on with the orders of an earlier process.</content>
internal sealed partial class DispatchRun
{
    private bool _hasMissedOrders;

    // What is ordered already is delivered, whatever the keys and budgets say by now.
    private bool IsResumed => call.Detached is { IsResumed: true };

    // Whatever keeps the call from asking for its orders: where nobody asks for them later they may be billed all the same.
    private void MissOrders(ImageError? failure)
    {
        if (_hasMissedOrders || call.IsReplay || call.Detached?.Orders is not { Placed: { } placed, IsAskedFor: false } orders)
            return;
        _hasMissedOrders = true;
        if (orders.Leaves(failure))
            return;
        if (call.Trail.Count == 0)
            call.Trail.AddRange(placed.Trail);
        call.Trail.Add(placed.ToLost());
    }
}
