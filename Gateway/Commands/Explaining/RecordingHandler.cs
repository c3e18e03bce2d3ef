using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Legs;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>
/// Stands in place of the sockets: notes each request as it would go out, and sends none. It fails in the way that makes the gateway try the next
/// destination and then the next target, so that one call goes through all of them.
/// </summary>
/// <param name="sent">Receives the requests.</param>
internal sealed class RecordingHandler(List<SentRequest> sent) : HttpMessageHandler
{
    // A header that authorises begins with its scheme.
    private static readonly string[] Schemes = ["Bearer ", "Basic ", "Key "];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var leg = request as LegMessage;
        var destination = leg?.Destination
            ?? (request.Options.TryGetValue(PassThroughCall.Key, out var call) ? call.Destination : null);
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = request.Headers.NonValidated.Concat(request.Content is null ? [] : request.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => (header.Key.ToLowerInvariant(), HideNamed(header.Key, Hide(value))))).ToArray();
        sent.Add(new(leg?.Attempt, destination?.Id, request.Method.Method, Hide(HideInQuery(request.RequestUri!)), headers, body));
        throw new CredentialException("nothing is sent");

        string Hide(string text) => destination?.ApiKey is { Length: > 0 } key ? EchoedSecret.Remove(text, key) : text;
    }

    // On an ordinary route the client's own go along, and transforms may set others.
    private static string HideNamed(string name, string value) => !ConfigurationSecrets.SoundsSecret(name) ? value
        : Schemes.FirstOrDefault(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) + EchoedSecret.Blank;

    private static string HideInQuery(Uri uri)
    {
        var (beginning, query) = (uri.GetLeftPart(UriPartial.Path), uri.Query);
        return query.Length < 2 ? uri.AbsoluteUri
            : $"{beginning}?{string.Join('&', query[1..].Split('&').Select(pair => HidePair(pair.Split('=', 2))))}";
    }

    private static string HidePair(string[] pair) =>
        pair is [var name, var value] ? $"{name}={HideNamed(Uri.UnescapeDataString(name), value)}" : pair[0];
}

/// <summary>Gives every cluster a handler that sends nothing.</summary>
/// <param name="sent">Receives the requests.</param>
internal sealed class RecordingClientFactory(List<SentRequest> sent) : ForwarderHttpClientFactory
{
    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        handler.Dispose();
        return new RecordingHandler(sent);
    }
}
