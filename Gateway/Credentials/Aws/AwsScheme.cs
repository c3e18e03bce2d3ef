using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>Signs headers and body with an AWS signature (Signature Version 4).</summary>
internal sealed class AwsScheme(AwsSigner signer) : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Aws;

    public bool SignsBody => true;

    public IEnumerable<string> SecretsOf(ImageDestination destination) => signer.KnownOf(destination);

    public ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken) =>
        signer.SignAsync(request, destination, cancellationToken);
}
