using Iris.Gateway.Calls;
using Iris.Gateway.Legs;

namespace Iris.Gateway.Exchanges;

/// <summary>The services of every exchange.</summary>
/// <param name="CancelledOrders">Cancels orders that are still running at the provider.</param>
/// <param name="Log">Receives the facts that clients are not told.</param>
/// <param name="Scrubber">Removes secrets from what a provider says.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">The random part of the waits between polls.</param>
/// <param name="RetiredModels">Tells operators of models that have ended.</param>
/// <param name="Pictures">What is done with clients' pictures before they are sent.</param>
internal sealed record ExchangeServices(
    CancelledOrders CancelledOrders, FailureLog Log, SecretScrubber Scrubber, TimeProvider Time, Random Random, RetiredModels RetiredModels,
    PictureServices Pictures);
