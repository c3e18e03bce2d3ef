using System.Collections.Frozen;
using Iris.Gateway.Access;
using Iris.Gateway.Calls;
using Yarp.ReverseProxy.Transforms;

namespace Iris.Gateway.PassThrough;

/// <summary>
/// The first transform of a pass-through route: removes headers that authenticate or identify the client. It comes first, so that headers set by
/// the route's own transforms stay.
/// </summary>
internal sealed class CredentialHeaders : RequestTransform
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Authorization", "X-Authorization", "Proxy-Authorization", "Cookie", "Ocp-Apim-Subscription-Key", "x-goog-user-project", "x-goog-iam-authorization-token",
        // A SigV4 signature of the client.
        "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256",
        // The client's network address.
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP",
        // The account that a key bills: the client's account is not the gateway's.
        "OpenAI-Organization", "OpenAI-Project");

    // Parts of header names that carry a key: x-api-key, api-key, x-goog-api-key, xi-api-key, …
    private static readonly string[] Parts = ["api-key", "apikey", "api_key", "auth-token", "access-token"];

    // x-bf-… headers are addressed to a gateway and may carry virtual keys.
    private static readonly string[] Prefixes = ["X-Forwarded-", "x-bf-"];

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        var call = context.HttpContext.Features.Get<PassThroughCall>();
        var found = new List<string>();
        foreach (var (name, _) in headers.NonValidated)
        {
            if (IsCredential(name) || IsKeyHeader(call, name))
                found.Add(name);
        }
        foreach (var name in found)
            headers.Remove(name);
        if (headers.NonValidated.TryGetValues(PresentedKeys.WebSocketProtocol, out var protocols))
        {
            var kept = protocols.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(protocol => !protocol.StartsWith(PresentedKeys.KeyProtocol, StringComparison.OrdinalIgnoreCase)).ToArray();
            headers.Remove(PresentedKeys.WebSocketProtocol);
            if (kept.Length > 0)
                headers.TryAddWithoutValidation(PresentedKeys.WebSocketProtocol, string.Join(", ", kept));
        }
        return default;
    }

    private static bool IsCredential(string name) =>
        Names.Contains(name)
        || Array.Exists(Parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // Checks all destinations, because the chosen one may have no key header.
    private static bool IsKeyHeader(PassThroughCall? call, string name)
    {
        foreach (var destination in call?.Cluster.Destinations.Values ?? [])
        {
            if (name.Equals(destination.KeyHeader, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
