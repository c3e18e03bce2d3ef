using System.Text.Json;

namespace Iris.Gateway.Credentials.Google;

/// <summary>A person's refresh token, as <c>gcloud auth application-default login</c> writes it.</summary>
internal sealed class AuthorizedUser : GoogleCredential
{
    /// <summary>The member <c>type</c> of such a file.</summary>
    public const string Type = "authorized_user";

    private readonly string _clientId;
    private readonly string _clientSecret;
    private readonly string _refreshToken;

    /// <exception cref="FormatException">What is wrong, without any of the content.</exception>
    public AuthorizedUser(JsonElement json)
    {
        _clientId = json.Required("client_id");
        _clientSecret = json.Required("client_secret");
        _refreshToken = json.Required("refresh_token");
        QuotaProject = json.Optional("quota_project_id");
    }

    // The file's own token_uri is not looked at, as in Google's libraries.
    public override Task<ExpiringToken> ObtainAsync(TokenEndpoint endpoint, Uri? tokenUri, CancellationToken cancellationToken) =>
        endpoint.ExchangeAsync(tokenUri ?? TokenUris.Default, "the user's login",
        [
            new("grant_type", "refresh_token"),
            new("client_id", _clientId),
            new("client_secret", _clientSecret),
            new("refresh_token", _refreshToken),
        ], cancellationToken);
}
