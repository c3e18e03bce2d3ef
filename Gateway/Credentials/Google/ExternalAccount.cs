using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// Workload identity federation: exchanges a token of another identity provider for one of Google (RFC 8693) and, when the file asks for it, that
/// one for a service account's token.
/// </summary>
internal sealed class ExternalAccount : GoogleCredential
{
    /// <summary>The member <c>type</c> of such a file.</summary>
    public const string Type = "external_account";

    private const string Self = "the federated identity";
    private const string Impersonation = "Google's impersonation endpoint";

    private readonly string _audience;
    private readonly string _subjectTokenType;
    private readonly Uri _tokenUri;
    private readonly Uri? _impersonationUri;
    private readonly SubjectToken _subject;

    /// <exception cref="FormatException">The file is invalid; the message shows none of its content.</exception>
    public ExternalAccount(JsonElement json)
    {
        _audience = json.Required("audience");
        _subjectTokenType = json.Required("subject_token_type");
        _tokenUri = json.OptionalUri("token_url", TokenUris.DefaultExchange);
        if (json.Optional("service_account_impersonation_url") is not null)
            _impersonationUri = json.OptionalUri("service_account_impersonation_url", TokenUris.DefaultExchange);
        QuotaProject = json.Optional("quota_project_id");
        _subject = new SubjectToken(json.TryGetProperty("credential_source", out var source) ? source : default);
    }

    public override async Task<ExpiringToken> ObtainAsync(TokenEndpoint endpoint, Uri? tokenUri, CancellationToken cancellationToken)
    {
        if (tokenUri is null && !TokenUris.IsGoogle(_tokenUri))
            throw new CredentialException("the federated identity's token endpoint is not Google's");
        if (_impersonationUri is { } impersonation && !TokenUris.IsGoogle(impersonation) && impersonation.Authority != tokenUri?.Authority)
            throw new CredentialException("the federated identity's impersonation endpoint is not Google's");

        var subject = await _subject.ReadAsync(endpoint.Http, cancellationToken);
        var token = await endpoint.ExchangeAsync(tokenUri ?? _tokenUri, Self,
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            new("audience", _audience),
            new("scope", Scope),
            new("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            new("subject_token_type", _subjectTokenType),
            new("subject_token", subject),
        ], cancellationToken);
        return _impersonationUri is null ? token : await ImpersonateAsync(endpoint.Http, token.Value, cancellationToken);
    }

    private async Task<ExpiringToken> ImpersonateAsync(CredentialHttp http, string token, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(Impersonation, () =>
        {
            var content = new ReadOnlyMemoryContent(Body());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return new HttpRequestMessage(HttpMethod.Post, _impersonationUri)
            {
                Content = content,
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            };
        }, cancellationToken);
        return answer.IsSuccess ? Read(answer.Body) : throw TokenAnswer.Refusal(Impersonation, Self, answer, [token]);
    }

    private static ReadOnlyMemory<byte> Body()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("scope");
        json.WriteStringValue(Scope);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static ExpiringToken Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = CredentialJson.Parse(body);
            var token = document.RootElement.Required("accessToken");
            if (TokenAnswer.IsUsable(token) && DateTimeOffset.TryParse(document.RootElement.Required("expireTime"),
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires))
            {
                return new ExpiringToken(token, expires);
            }
        }
        catch (FormatException)
        {
            // The exception after this block reports it.
        }
        throw new CredentialException($"{Impersonation} answered without a token");
    }
}
