using System.Collections.Frozen;
using Iris.Gateway.Calls;
using Yarp.ReverseProxy.Transforms;

namespace Iris.Gateway.PassThrough;

/// <summary>
/// The first transform of a pass-through route: leaves out whatever proves, or tells, who the client is. First, so that the
/// route's own transforms may set headers which then stay.
/// </summary>
internal sealed class CredentialHeaders : RequestTransform
{
    private const string WebSocketProtocol = "Sec-WebSocket-Protocol";

    // How a browser hands OpenAI a key when it opens a WebSocket, where it can set no header.
    private const string KeyProtocol = "openai-insecure-api-key.";

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Authorization", "X-Authorization", "Proxy-Authorization", "Cookie", "Ocp-Apim-Subscription-Key", "x-goog-user-project", "x-goog-iam-authorization-token",
        // A signature of the client's own (SigV4).
        "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256",
        // Where the client sits.
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP",
        // Whom a key bills: the client's account is not the owner's.
        "OpenAI-Organization", "OpenAI-Project");

    // x-api-key, api-key, x-goog-api-key, xi-api-key, …
    private static readonly string[] Parts = ["api-key", "apikey", "api_key", "auth-token", "access-token"];

    // x-bf-…: addressed to a gateway, virtual keys among them.
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
        if (headers.NonValidated.TryGetValues(WebSocketProtocol, out var protocols))
        {
            var kept = protocols.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(protocol => !protocol.StartsWith(KeyProtocol, StringComparison.OrdinalIgnoreCase)).ToArray();
            headers.Remove(WebSocketProtocol);
            if (kept.Length > 0)
                headers.TryAddWithoutValidation(WebSocketProtocol, string.Join(", ", kept));
        }
        return default;
    }

    private static bool IsCredential(string name) =>
        Names.Contains(name)
        || Array.Exists(Parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // Of any destination: the one chosen may be keyless.
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
