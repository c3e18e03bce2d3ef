using Iris.Transforms.Codecs;

namespace Iris.Gateway.Yarp;

/// <summary>Answers the calls of a provider that draws inside the gateway (<see cref="ImageProvider.RunsInside"/>).</summary>
/// <param name="Provider">The provider's type.</param>
/// <param name="Create">Makes the end of a cluster's chain of handlers.</param>
internal sealed record InsideHandler(Type Provider, Func<HttpMessageHandler> Create);
