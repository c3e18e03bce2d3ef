using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>Uses a configured key or nothing: many self-hosted servers need no key.</summary>
internal sealed class KeyScheme : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Key;

    public ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken) => default;
}
