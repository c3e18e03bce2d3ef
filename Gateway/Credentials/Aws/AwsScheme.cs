using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>An AWS signature (Signature Version 4) over head and body.</summary>
internal sealed class AwsScheme(AwsSigner signer) : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Aws;

    public bool SignsBody => true;

    public ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken) =>
        signer.SignAsync(request, destination, cancellationToken);
}
