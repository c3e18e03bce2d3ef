using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Hosting;

/// <summary>Lets an application's credentials authorise calls where the gateway's own schemes do.</summary>
internal sealed class AddedCredentials(ImageCredentials credentials) : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Key;

    public async ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        try
        {
            await credentials.AuthorizeAsync(request, destination.Id, destination.Settings, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new CredentialException("no credential could be obtained for the provider", e);
        }
    }
}
