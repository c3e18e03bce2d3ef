using Iris.Gateway.Calls;
using Iris.Gateway.Legs;

namespace Iris.Gateway.Exchanges;

/// <summary>What every exchange uses.</summary>
/// <param name="CancelledOrders">Cancels what is still under way at the provider.</param>
/// <param name="Log">Gets what no client is told.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">For the waits between polls.</param>
internal sealed record ExchangeServices(CancelledOrders CancelledOrders, FailureLog Log, TimeProvider Time, Random Random);
