using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// A service account's JSON key, and its exchange for a token by the JWT bearer grant (RFC 7523; docs/providers/vertex.md, "Credentials").
/// </summary>
internal sealed class ServiceAccount : GoogleCredential
{
    /// <summary>The member <c>type</c> of such a file.</summary>
    public const string Type = "service_account";

    private readonly TimeProvider _time;
    private readonly string _email;
    private readonly string _privateKey;
    private readonly string? _keyId;
    private readonly Uri _tokenUri;

    private ServiceAccount(JsonElement json, TimeProvider time)
    {
        if (json.Optional("type") != Type)
            throw new FormatException($"has another type than \"{Type}\"");
        _time = time;
        _email = json.Required("client_email");
        // Environment variables often hold the key with its line ends escaped a second time.
        _privateKey = json.Required("private_key").Replace("\\n", "\n", StringComparison.Ordinal);
        _keyId = json.Optional("private_key_id");
        _tokenUri = json.OptionalUri("token_uri", TokenUris.Default);
        Project = json.Optional("project_id");
        using var key = OpenKey();
    }

    /// <summary>Reads the key file's text.</summary>
    /// <exception cref="FormatException">The text is invalid; the message shows none of it: "is no JSON", "has no client_email".</exception>
    public static ServiceAccount Parse(string json, TimeProvider time)
    {
        using var document = CredentialJson.Parse(Encoding.UTF8.GetBytes(json));
        return new ServiceAccount(document.RootElement, time);
    }

    /// <summary>Reads a file whose type is known.</summary>
    /// <exception cref="FormatException">The file is invalid; the message shows none of its content.</exception>
    public static ServiceAccount Read(JsonElement json, TimeProvider time) => new(json, time);

    /// <summary>The problem of a setting, without any of its content; null when it is valid.</summary>
    /// <param name="json">The key file's text.</param>
    /// <param name="isTokenUriSet">True when the destination names its token endpoint, so that the file's endpoint does not matter.</param>
    public static string? FindProblem(string json, bool isTokenUriSet)
    {
        try
        {
            var account = Parse(json, TimeProvider.System);
            return isTokenUriSet || TokenUris.IsGoogle(account._tokenUri) ? null
                : "the service account has a token_uri that is not Google's; the setting TokenUri makes an endpoint trusted";
        }
        catch (FormatException e)
        {
            return $"the service account {e.Message}";
        }
    }

    public override Task<ExpiringToken> ObtainAsync(TokenEndpoint endpoint, Uri? tokenUri, CancellationToken cancellationToken)
    {
        if (tokenUri is null && !TokenUris.IsGoogle(_tokenUri))
            throw new CredentialException("the service account's token endpoint is not Google's");
        var uri = tokenUri ?? _tokenUri;
        return endpoint.ExchangeAsync(uri, "the service account",
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            new("assertion", Sign(uri)),
        ], cancellationToken);
    }

    private string Sign(Uri audience)
    {
        using var key = OpenKey();
        var now = _time.GetUtcNow();
        var content = Assertion.Content(_keyId, _email, Scope, audience.OriginalString, now, now + Assertion.Life);
        var signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return content + "." + System.Buffers.Text.Base64Url.EncodeToString(signature);
    }

    private RSA OpenKey()
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(_privateKey);
            // ImportFromPem also accepts a public key.
            if (key.ExportParameters(true).D is not null)
                return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // The library's message may quote the text and is not passed on.
        }
        key.Dispose();
        throw new FormatException("has a private_key that is no private RSA key in PEM");
    }
}
