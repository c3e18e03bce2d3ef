namespace Iris.Gateway.Credentials.Google;

/// <summary>A credential that Google exchanges for an access token.</summary>
internal abstract class GoogleCredential
{
    /// <summary>The scope of every token: the one that Vertex AI needs.</summary>
    public const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>The credential's project; null when it names none.</summary>
    public string? Project { get; protected init; }

    /// <summary>The project that is billed for the calls, when it is not the one that is called.</summary>
    public string? QuotaProject { get; protected init; }

    /// <summary>Obtains a new token.</summary>
    /// <param name="endpoint">Google's endpoints.</param>
    /// <param name="tokenUri">The destination's <c>TokenUri</c>; null uses the credential's own endpoint.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="Calls.CredentialException">No token could be obtained.</exception>
    public abstract Task<ExpiringToken> ObtainAsync(TokenEndpoint endpoint, Uri? tokenUri, CancellationToken cancellationToken);
}
