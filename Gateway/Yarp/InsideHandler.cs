using Iris.Transforms.Codecs;

namespace Iris.Gateway.Yarp;

/// <summary>Answers the calls of a provider that draws inside the gateway (<see cref="ImageProvider.RunsInside"/>).</summary>
/// <param name="Provider">The provider's type.</param>
/// <param name="Create">Creates the last handler of a cluster's chain.</param>
internal sealed record InsideHandler(Type Provider, Func<HttpMessageHandler> Create);
