namespace Iris.Gateway.Hosting;

/// <summary>The provider and model that a call is about to be sent to.</summary>
/// <param name="Provider">The id of its cluster.</param>
/// <param name="Model">The model's name at the provider.</param>
/// <param name="Asked">The model's name that the client used, without the provider's prefix; an alias stays an alias.</param>
public sealed record ImageStageTarget(string Provider, string Model, string Asked);
