using Iris.Gateway.Calls;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>A request that would have been sent.</summary>
/// <param name="Attempt">The attempt that it belongs to; null where a route hands the client's request on.</param>
/// <param name="Destination">The destination's id.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">The address, without secrets.</param>
/// <param name="Headers">The headers, without secrets.</param>
/// <param name="Body">The body.</param>
internal sealed record SentRequest(
    ImageAttempt? Attempt, string? Destination, string Method, string Uri, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body);
