using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Credentials.Google;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// Puts the destination's credential on each leg, or on a call that passes through, where its provider wants it. A leg to a foreign host
/// (a picture fetched from a delivery host) carries none.
/// </summary>
internal sealed class CredentialHandler(EntraTokens entra, GoogleTokens google, AwsSigner aws) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request is LegMessage leg)
        {
            return leg is { Host: not LegHost.Foreign, Attempt.Destination: { Keyless: false } destination }
                ? SendAsync(request, leg.Attempt.Target.Provider, destination, cancellationToken)
                : base.SendAsync(request, cancellationToken);
        }
        return request.Options.TryGetValue(PassThroughCall.Key, out var call) && call.Destination is { Keyless: false } passed
            ? SendAsync(request, call.Provider, passed, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    // A key that is written down wins over what else the provider could be shown.
    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, ImageProvider provider, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (destination.ApiKey is not { } key)
            return SendWithTokenAsync(request, provider, destination, cancellationToken);
        if (destination.KeyHeader is { } header)
            Set(request, header, key);
        else
            Set(request, provider.Key.Header, provider.Key.Prefix + key);
        return base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWithTokenAsync(
        HttpRequestMessage request, ImageProvider provider, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (UsesEntra(destination))
            Set(request, "Authorization", "Bearer " + await entra.GetAsync(cancellationToken));
        else if (provider.Credential == CredentialKind.Google)
            await PlaceGoogleAsync(request, destination, cancellationToken);
        else if (provider.Credential == CredentialKind.Aws)
            await aws.SignAsync(request, destination, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>Whether a destination's credential is a signature over the body, which then must be known before it is sent.</summary>
    public static bool SignsBody(ImageProvider provider, ImageDestination destination) =>
        provider.Credential == CredentialKind.Aws && !destination.Keyless && AwsSigner.Signs(destination);

    private async ValueTask PlaceGoogleAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        Set(request, "Authorization", "Bearer " + await google.GetAsync(destination, cancellationToken));
        if (await google.GetQuotaProjectAsync(destination, cancellationToken) is { } project)
            Set(request, "x-goog-user-project", project);
    }

    private static bool UsesEntra(ImageDestination destination) =>
        destination.Settings.TryGetValue("Entra", out var value) && bool.TryParse(value, out var wanted) && wanted;

    // A retry sends the same message again.
    private static void Set(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        if (!request.Headers.TryAddWithoutValidation(header, value))
            throw new CredentialException($"the key cannot be sent in header '{header}'");
    }
}
