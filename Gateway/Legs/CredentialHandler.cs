using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// Sets the destination's credential on each leg and on each pass-through call, where the provider expects it. A leg to a foreign host (a picture
/// on a delivery host) carries no credential.
/// </summary>
internal sealed class CredentialHandler(CredentialSchemes schemes) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request is LegMessage leg)
        {
            return leg is { Host: not LegHost.Foreign, Destination: { Keyless: false } destination }
                ? SendAsync(request, leg.Attempt.Target.Provider, destination, cancellationToken)
                : base.SendAsync(request, cancellationToken);
        }
        return request.Options.TryGetValue(PassThroughCall.Key, out var call) && call.Destination is { Keyless: false } passed
            ? SendAsync(request, call.Provider, passed, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    // A configured key takes precedence over the provider's credential scheme.
    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, ImageProvider provider, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (destination.ApiKey is { } key)
        {
            if (destination.KeyHeader is { } header)
                CredentialHeader.Set(request, header, key);
            else
                CredentialHeader.Set(request, provider.Key.Header, provider.Key.Prefix + key);
            return base.SendAsync(request, cancellationToken);
        }
        var placing = schemes.Of(provider).PlaceAsync(request, destination, cancellationToken);
        return placing.IsCompletedSuccessfully ? base.SendAsync(request, cancellationToken) : SendPlacedAsync(placing, request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendPlacedAsync(ValueTask placing, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await placing;
        return await base.SendAsync(request, cancellationToken);
    }
}
