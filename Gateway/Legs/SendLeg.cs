namespace Iris.Gateway.Legs;

/// <summary>Sends one request through the handlers below the exchange.</summary>
internal delegate Task<HttpResponseMessage> SendLeg(HttpRequestMessage request, CancellationToken cancellationToken);

/// <summary>The HTTP version of a cluster's requests (<c>HttpRequest</c> in proxy.json).</summary>
/// <param name="Version">The version.</param>
/// <param name="Policy">Whether another version is allowed.</param>
internal readonly record struct LegVersion(Version Version, HttpVersionPolicy Policy);
