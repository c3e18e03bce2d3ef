using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Access;

/// <summary>Reads the key that a request presents: as gateways do it, and as the SDKs of OpenAI, Anthropic, Google and Azure send theirs.</summary>
internal static class PresentedKeys
{
    /// <summary>The header of a gateway's own key. What stands there is meant as such.</summary>
    public const string Header = "x-bf-vk";

    private const string Bearer = "Bearer ";
    private const string Authorization = "Authorization";

    /// <summary>The header of a WebSocket's protocols, one of which may carry a key.</summary>
    public const string WebSocketProtocol = "Sec-WebSocket-Protocol";

    /// <summary>The beginning of that protocol: how a browser sends OpenAI's key, because it cannot set headers there.</summary>
    public const string KeyProtocol = "openai-insecure-api-key.";

    private static readonly string[] Headers = [Authorization, "x-api-key", "x-goog-api-key", "api-key"];

    /// <summary>Finds out who calls.</summary>
    /// <param name="access">Who may.</param>
    /// <param name="request">The request.</param>
    /// <param name="query">The names of query parameters that carry a key on this route.</param>
    /// <param name="now">The present time.</param>
    /// <returns>The key; or the refusal; or neither, where a call may be made without one.</returns>
    public static (ClientKey? Key, ImageError? Refusal) Identify(
        AccessOptions access, HttpRequest request, IReadOnlyList<string> query, DateTimeOffset now)
    {
        var hasAny = false;
        ClientKey? key = null;
        foreach (var value in Values(request, query))
        {
            hasAny = true;
            if ((key = access.Ring.Find(value)) is not null)
                break;
        }
        // An SDK sends whatever stands in its settings: where no key is needed, only one that is meant for a gateway can be wrong.
        if (key is null)
            return (null, !access.Required && !request.Headers.ContainsKey(Header) ? null : hasAny ? AccessErrors.KeyUnknown
                : AccessErrors.KeyRequired);
        return (key, Judge(key, now));
    }

    /// <summary>Finds out who ordered a call that is made later.</summary>
    /// <param name="access">Who may.</param>
    /// <param name="name">The key's name; null where none was asked for.</param>
    /// <param name="now">The present time.</param>
    public static (ClientKey? Key, ImageError? Refusal) Identify(AccessOptions access, string? name, DateTimeOffset now)
    {
        if (name is not null && access.Keys.TryGetValue(name, out var key))
            return (key, Judge(key, now));
        return (null, name is not null ? AccessErrors.KeyUnknown : access.Required ? AccessErrors.KeyRequired : null);
    }

    private static ImageError? Judge(ClientKey key, DateTimeOffset now) =>
        !key.Enabled ? AccessErrors.Inactive : key.Expires <= now ? AccessErrors.Expired : null;

    /// <summary>Whom something belongs to that outlives its request.</summary>
    /// <param name="key">The name of the key that the request presents; null where the file names none, and whatever it presents tells it from others.</param>
    /// <param name="request">The request.</param>
    public static string HolderOf(string? key, HttpRequest request) => key is not null ? "key " + key : "credential " + Fingerprint(request);

    // What tells clients apart that present other keys than the gateway's, or none: a hash.
    private static string Fingerprint(HttpRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Values(request, [])))));

    /// <summary>Removes a key of the gateway's from a request that goes on to an application; everything else stays as it came.</summary>
    public static void Remove(AccessOptions access, HttpRequest request)
    {
        request.Headers.Remove(Header);
        foreach (var name in Headers)
        {
            var isOurs = false;
            foreach (var value in request.Headers[name])
                isOurs |= value is not null && access.Ring.Find(Unwrap(name, value)) is not null;
            if (isOurs)
                request.Headers.Remove(name);
        }
    }

    private static IEnumerable<string> Values(HttpRequest request, IReadOnlyList<string> query)
    {
        if (request.Headers.TryGetValue(Header, out var own))
        {
            // Whoever sends this header means this key, whatever else is sent.
            foreach (var value in own)
            {
                if (value?.Trim() is { Length: > 0 } text)
                    yield return Unwrap(Authorization, text);
            }
            yield break;
        }
        foreach (var name in Headers)
        {
            foreach (var value in request.Headers[name])
            {
                if (value is not null && Unwrap(name, value) is { Length: > 0 } text)
                    yield return text;
            }
        }
        foreach (var list in request.Headers[WebSocketProtocol])
        {
            foreach (var protocol in (list ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (protocol.StartsWith(KeyProtocol, StringComparison.OrdinalIgnoreCase))
                    yield return protocol[KeyProtocol.Length..];
            }
        }
        foreach (var name in query)
        {
            foreach (var value in request.Query[name])
            {
                if (!string.IsNullOrEmpty(value))
                    yield return value;
            }
        }
    }

    private static string Unwrap(string name, string value)
    {
        var text = value.Trim();
        return name == Authorization && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim() : text;
    }
}
