namespace Iris.Gateway.Legs;

/// <summary>How the legs of an exchange get to their destination.</summary>
/// <param name="Send">Sends one leg through the cluster's handlers.</param>
/// <param name="Resilience">The destination's places, one per call, and what stands around its orders.</param>
/// <param name="Version">The HTTP version to ask in.</param>
internal sealed record LegTransport(SendLeg Send, DestinationResilience Resilience, LegVersion Version);
