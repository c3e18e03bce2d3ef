using Iris.Gateway.Calls;

namespace Iris.Gateway.Exchanges;

/// <summary>The failures of an exchange's calls, and the failure of the exchange that follows from them.</summary>
/// <param name="calls">The number of calls of the exchange.</param>
internal sealed class FailedCalls(int calls)
{
    private CallFailure? _first;
    private int _count;

    /// <summary>How many of them may have been billed.</summary>
    public int PossiblyBilled { get; private set; }

    /// <summary>Adds a call's failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="inImage">True when the call broke off inside a picture, which no other call can repair.</param>
    /// <returns>The failure of the whole exchange; null while another call may deliver or has delivered: the failure is then a warning.</returns>
    public CallFailure? Add(CallFailure failure, bool inImage)
    {
        _first ??= failure;
        _count++;
        if (failure.PossiblyBilled)
            PossiblyBilled++;
        if (inImage || calls == 1)
            return failure;
        if (_count < calls)
            return null;
        // The first failure is reported. Its flags cover all calls: when one of them may have cost money, no other destination is tried.
        return _first.Value with
        {
            PossiblyBilled = PossiblyBilled > 0,
            TryAnotherDestination = _first.Value.TryAnotherDestination && PossiblyBilled == 0,
        };
    }
}
