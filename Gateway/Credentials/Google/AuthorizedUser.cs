using System.Text.Json;

namespace Iris.Gateway.Credentials.Google;

/// <summary>A user's refresh token, as <c>gcloud auth application-default login</c> writes it.</summary>
internal sealed class AuthorizedUser : GoogleCredential
{
    /// <summary>The member <c>type</c> of such a file.</summary>
    public const string Type = "authorized_user";

    private readonly string _clientId;
    private readonly string _clientSecret;
    private readonly string _refreshToken;

    /// <exception cref="FormatException">The file is invalid; the message shows none of its content.</exception>
    public AuthorizedUser(JsonElement json)
    {
        _clientId = json.Required("client_id");
        _clientSecret = json.Required("client_secret");
        _refreshToken = json.Required("refresh_token");
        QuotaProject = json.Optional("quota_project_id");
    }

    // Ignores the file's own token_uri, as Google's libraries do.
    public override Task<ExpiringToken> ObtainAsync(TokenEndpoint endpoint, Uri? tokenUri, CancellationToken cancellationToken) =>
        endpoint.ExchangeAsync(tokenUri ?? TokenUris.Default, "the user's login",
        [
            new("grant_type", "refresh_token"),
            new("client_id", _clientId),
            new("client_secret", _clientSecret),
            new("refresh_token", _refreshToken),
        ], cancellationToken);
}
