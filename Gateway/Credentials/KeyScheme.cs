using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>A key or nothing: a server of one's own often asks for none.</summary>
internal sealed class KeyScheme : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Key;

    public ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken) => default;
}
