namespace Iris.Gateway.Credentials.Google;

/// <summary>Something that Google exchanges for an access token.</summary>
internal abstract class GoogleCredential
{
    /// <summary>The scope that every token is asked for: what Vertex AI needs.</summary>
    public const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>The project it belongs to; null when it names none.</summary>
    public string? Project { get; protected init; }

    /// <summary>The project that pays for the calls, where that is another than the one called.</summary>
    public string? QuotaProject { get; protected init; }

    /// <summary>Gets a new token.</summary>
    /// <param name="endpoint">Google's endpoints.</param>
    /// <param name="tokenUri">What the destination's <c>TokenUri</c> says; null: where the credential belongs.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Calls.CredentialException">None could be had.</exception>
    public abstract Task<ExpiringToken> ObtainAsync(TokenEndpoint endpoint, Uri? tokenUri, CancellationToken cancellationToken);
}
