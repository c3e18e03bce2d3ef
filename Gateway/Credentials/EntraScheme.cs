using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>Uses a Microsoft Entra token when the destination's <c>Entra</c> is <c>true</c>.</summary>
internal sealed class EntraScheme(EntraTokens tokens) : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Entra;

    public IEnumerable<string> SecretsOf(ImageDestination destination) => tokens.Known;

    public async ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (destination.Settings.TryGetValue("Entra", out var value) && bool.TryParse(value, out var isWanted) && isWanted)
            CredentialHeader.Set(request, "Authorization", "Bearer " + await tokens.GetAsync(cancellationToken));
    }
}
