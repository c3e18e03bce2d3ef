namespace Iris.Gateway.Credentials.Google;

/// <summary>Exchanges a form for a token at Google's OAuth endpoints.</summary>
internal sealed class TokenEndpoint(CredentialHttp http, TimeProvider time)
{
    private const string Peer = "Google's token endpoint";

    // These fields have the same values for everyone; any other field may be secret.
    private static readonly string[] PublicFields = ["grant_type", "scope", "requested_token_type", "subject_token_type"];

    /// <summary>The clock for the expiry of tokens.</summary>
    public TimeProvider Time => time;

    /// <summary>Sends requests that are not a form.</summary>
    public CredentialHttp Http => http;

    /// <summary>Exchanges a grant for an access token.</summary>
    /// <param name="uri">The endpoint; already checked to be trusted.</param>
    /// <param name="credential">The grant's credential, for messages: "the service account".</param>
    /// <param name="form">The grant.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="Calls.CredentialException">The grant was refused, or there was no response.</exception>
    public async Task<ExpiringToken> ExchangeAsync(
        Uri uri, string credential, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await http.SendAsync(
            Peer, () => new HttpRequestMessage(HttpMethod.Post, uri) { Content = new FormUrlEncodedContent(form) }, cancellationToken);
        return answer.IsSuccess
            ? TokenAnswer.Read(Peer, answer.Body, asked)
            : throw TokenAnswer.Refusal(Peer, credential, answer, form.Where(f => !PublicFields.Contains(f.Key)).Select(f => f.Value));
    }
}
