namespace Iris.Gateway.Dispatch;

/// <content>Goes on with the orders of an earlier process.</content>
internal sealed partial class DispatchRun
{
    private bool _hasNotedLost;

    // What is ordered already is delivered, whatever the keys and budgets say by now.
    private bool IsResumed => call.Detached is { IsResumed: true };

    // Whatever kept the call from asking for its orders: they may be billed all the same.
    private void NoteLostOrders()
    {
        if (_hasNotedLost || call.IsReplay || call.Detached?.Orders is not { Placed: { } placed, IsAskedFor: false })
            return;
        _hasNotedLost = true;
        if (call.Trail.Count == 0)
            call.Trail.AddRange(placed.Trail);
        call.Trail.Add(placed.ToLost());
    }
}
