namespace Iris.Gateway.Hosting;

/// <summary>
/// Authorises a provider's calls with a credential of the application's own, such as a key from a vault or a signature; see
/// <see cref="ImagesBuilder.AddCredentials"/>. One instance serves all calls at once. A destination with an <c>ApiKey</c> or with <c>Keyless</c> does
/// not use it.
/// </summary>
public abstract class ImageCredentials
{
    /// <summary>
    /// Sets the credential on a request. Called for each request to the provider, retries and polls included, and never for a picture's address at
    /// another host; it should keep what is expensive to obtain. The body must not be read.
    /// </summary>
    /// <param name="request">The request. A header that is set already is replaced: a retry may send it again.</param>
    /// <param name="destination">The id of the destination.</param>
    /// <param name="settings">The destination's settings, which is its <c>Metadata</c> without Iris's own names; names compare without case.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the call's time is over.</param>
    /// <exception cref="Exception">
    /// No credential could be obtained: the call fails as <c>provider_credentials_failed</c>, the client is not told the message, and the log is.
    /// </exception>
    public abstract ValueTask AuthorizeAsync(
        HttpRequestMessage request, string destination, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken);
}
