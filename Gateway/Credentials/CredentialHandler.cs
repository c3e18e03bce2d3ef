using Iris.Gateway.Configuration;
using Iris.Gateway.Dispatch;

namespace Iris.Gateway.Credentials;

/// <summary>Puts the destination's credential on each leg, where its provider wants it.</summary>
internal sealed class CredentialHandler(EntraTokens entra) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(ImageAttempt.Key, out var attempt) && attempt.Destination is { Keyless: false } destination)
        {
            if (UsesEntra(destination))
                Set(request, "Authorization", "Bearer " + await entra.GetAsync(cancellationToken));
            else if (destination is { ApiKey: { } key, KeyHeader: { } header })
                Set(request, header, key);
            else if (destination.ApiKey is { } secret && attempt.Target.Provider.Key is var placement)
                Set(request, placement.Header, placement.Prefix + secret);
        }
        return await base.SendAsync(request, cancellationToken);
    }

    // A key beside it wins: who writes one down means it.
    private static bool UsesEntra(ImageDestination destination) =>
        destination.ApiKey is null && destination.Settings.TryGetValue("Entra", out var value) && bool.TryParse(value, out var wanted) && wanted;

    // A retry sends the same message again.
    private static void Set(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        if (!request.Headers.TryAddWithoutValidation(header, value))
            throw new CredentialException($"the key cannot be sent in header '{header}'");
    }
}
