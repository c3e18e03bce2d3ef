namespace Iris.Gateway.Credentials.Google;

/// <summary>Google's OAuth endpoints: a form goes in, a token comes out.</summary>
internal sealed class TokenEndpoint(CredentialHttp http, TimeProvider time)
{
    private const string Peer = "Google's token endpoint";

    // Their values are the same for everyone; whatever else a form holds may be secret.
    private static readonly string[] PublicFields = ["grant_type", "scope", "requested_token_type", "subject_token_type"];

    /// <summary>The clock that tokens expire by.</summary>
    public TimeProvider Time => time;

    /// <summary>For calls that are not a form.</summary>
    public CredentialHttp Http => http;

    /// <summary>Exchanges a grant for an access token.</summary>
    /// <param name="uri">Already known to be trusted.</param>
    /// <param name="credential">Whose grant it is, for messages: "the service account".</param>
    /// <param name="form">The grant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Calls.CredentialException">It was refused, or there was no answer.</exception>
    public async Task<ExpiringToken> ExchangeAsync(
        Uri uri, string credential, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var answer = await http.SendAsync(Peer, () => new HttpRequestMessage(HttpMethod.Post, uri) { Content = new FormUrlEncodedContent(form) }, cancellationToken);
        return answer.IsSuccess
            ? TokenAnswer.Read(Peer, answer.Body, asked)
            : throw TokenAnswer.Refusal(Peer, credential, answer, form.Where(f => !PublicFields.Contains(f.Key)).Select(f => f.Value));
    }
}
