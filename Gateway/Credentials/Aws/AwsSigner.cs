using Iris.Gateway.Model;

namespace Iris.Gateway.Credentials.Aws;

/// <summary>Signs a leg to a service of Amazon's with its destination's credentials; the store signs its own requests.</summary>
/// <param name="sources">The source of credentials.</param>
/// <param name="environment">Returns an environment variable by its name; the last source of the region.</param>
/// <param name="time">The clock that dates the signature.</param>
internal sealed class AwsSigner(AwsCredentialSource sources, Func<string, string?> environment, TimeProvider time)
{
    /// <summary>False for an API key: a bearer token that is placed like any other provider's key.</summary>
    public static bool Signs(ImageDestination destination) => destination.ApiKey is null;

    /// <inheritdoc cref="AwsCredentialSource.KnownOf"/>
    public IEnumerable<string> KnownOf(ImageDestination destination) => sources.KnownOf(destination);

    /// <summary>Signs a leg; a second call on the same message replaces the first signature.</summary>
    /// <exception cref="Calls.CredentialException">There are no credentials or no region; the message is safe to show.</exception>
    public async ValueTask SignAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        if (!Signs(destination))
            throw new InvalidOperationException("a destination with an API key is not signed");
        var region = AwsRegion.Of(destination, environment);
        var credentials = await sources.GetAsync(destination, cancellationToken);
        await new SigV4Signer(destination.SigningService!, time).SignAsync(request, credentials, region, cancellationToken);
    }
}
