using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>Notes what is ordered for a call that no client waits for, so that another process can go on with it.</summary>
internal interface IOrderNotes
{
    /// <summary>The orders that an earlier process has placed, and that the call goes on with; null for a call that places its own.</summary>
    PlacedOrders? Placed { get; }

    /// <summary>Whether the provider was asked for <see cref="Placed"/>.</summary>
    bool IsAskedFor { get; }

    /// <summary>Whether the provider is to go on with its orders when the call ends, as they are asked for later.</summary>
    bool KeepsOrders { get; }

    /// <summary>Awaited before an attempt's first order is sent: from here on the call may be billed.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="destination">Its destination.</param>
    /// <param name="calls">The number of its orders.</param>
    ValueTask BeginAsync(ImageAttempt attempt, ImageDestination destination, int calls);

    /// <summary>Awaited before an order is polled for the first time.</summary>
    /// <param name="call">Which of the attempt's calls has placed it.</param>
    /// <param name="receipt">What its receipt said.</param>
    /// <param name="most">What the attempt's orders cost at most, by what their receipts tell; null where that is unknown.</param>
    ValueTask PlaceAsync(int call, byte[] receipt, Usd? most);

    /// <summary>The provider is asked for <see cref="Placed"/>.</summary>
    void Resume();

    /// <summary>
    /// Something keeps the call from asking for <see cref="Placed"/>: true where it is asked for again later, by this process or another one, which tells
    /// what it costs; false where it is lost.
    /// </summary>
    /// <param name="failure">What it is; null for an exception.</param>
    bool Leaves(ImageError? failure);
}
