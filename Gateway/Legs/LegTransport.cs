namespace Iris.Gateway.Legs;

/// <summary>How the legs of an exchange reach their destination.</summary>
/// <param name="Send">Sends one leg through the cluster's handlers.</param>
/// <param name="Resilience">The destination's places, one per call, and the retry and breaker of its orders.</param>
/// <param name="Version">The HTTP version of the requests.</param>
internal sealed record LegTransport(SendLeg Send, DestinationResilience Resilience, LegVersion Version);
