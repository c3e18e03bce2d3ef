using Iris.Gateway.Calls;

namespace Iris.Gateway.Exchanges;

/// <summary>The failures of an exchange's calls, and what they come to.</summary>
/// <param name="calls">How many calls the exchange has.</param>
internal sealed class FailedCalls(int calls)
{
    private CallFailure? _first;
    private int _count;
    private bool _possiblyBilled;

    /// <summary>Takes a call's failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="inImage">True when it broke off inside a picture, which no other call can mend.</param>
    /// <returns>The failure of the whole exchange; null while another call may deliver, or has delivered: then the failure is a warning.</returns>
    public CallFailure? Add(CallFailure failure, bool inImage)
    {
        _first ??= failure;
        _count++;
        _possiblyBilled |= failure.PossiblyBilled;
        if (inImage || calls == 1)
            return failure;
        if (_count < calls)
            return null;
        // The first one is told; but what any of the calls may have cost has been spent, and is not spent again elsewhere.
        return _first.Value with
        {
            PossiblyBilled = _possiblyBilled,
            TryAnotherDestination = _first.Value.TryAnotherDestination && !_possiblyBilled,
        };
    }
}
