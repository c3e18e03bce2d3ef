using System.Text.Json;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>Reads the responses of Google's token endpoints and of the metadata server.</summary>
internal static class TokenAnswer
{
    // Keeps a very large number from overflowing the date.
    private const long MostSeconds = 24 * 60 * 60;

    /// <summary>Reads <c>{"access_token":"…","expires_in":3599}</c>.</summary>
    /// <param name="peer">The responding server's name, for messages.</param>
    /// <param name="body">The response.</param>
    /// <param name="asked">When the token was requested; its lifetime counts from then.</param>
    /// <exception cref="CredentialException">The response holds no usable token.</exception>
    public static ExpiringToken Read(string peer, ReadOnlyMemory<byte> body, DateTimeOffset asked)
    {
        using var document = Parse(body);
        if (document?.RootElement.Optional("access_token") is not { } token)
            throw new CredentialException($"{peer} answered without a token");
        if (!IsUsable(token))
            throw new CredentialException($"{peer} answered with a token that no header can carry");
        if (!document.RootElement.TryGetProperty("expires_in", out var life) || life.ValueKind != JsonValueKind.Number
            || !life.TryGetInt64(out var seconds) || seconds <= 0)
            throw new CredentialException($"{peer} answered with a token that has no life left");
        return new ExpiringToken(token, asked.AddSeconds(Math.Min(seconds, MostSeconds)));
    }

    /// <summary>Whether a token is valid in a header.</summary>
    public static bool IsUsable(string token) => token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;

    /// <summary>
    /// A refusal in a text that is safe to show: OAuth's error code and its usual reason. The rest of the response goes only to the log, and not
    /// even there when it repeats a value that was sent.
    /// </summary>
    /// <param name="peer">The responding server's name.</param>
    /// <param name="credential">The refused credential: "the service account".</param>
    /// <param name="answer">The response.</param>
    /// <param name="sent">Values that must not be shown.</param>
    public static CredentialException Refusal(string peer, string credential, CredentialAnswer answer, IEnumerable<string> sent)
    {
        using var document = Parse(answer.Body);
        var (code, description) = document is null ? (null, null) : Error(document.RootElement);
        var status = (int)answer.Status;
        var message = code is null ? $"{peer} refused {credential} with status {status}" : $"{peer} refused {credential}: {code}{Reason(code, credential)}";
        return new CredentialException(message, description is null || sent.Any(s => description.Contains(s, StringComparison.Ordinal))
            ? null
            : new HttpRequestException($"status {status}: {PrintableText.Of(description)}"));
    }

    // OAuth's form is {"error":"code","error_description":"…"}; Google's APIs have {"error":{"code":403,"message":"…","status":"CODE"}}.
    private static (string? Code, string? Description) Error(JsonElement json)
    {
        var (code, description) = json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? (error.Optional("status"), error.Optional("message"))
            : (json.Optional("error"), json.Optional("error_description"));
        return (code is { Length: <= 64 } && code.All(c => char.IsAsciiLetter(c) || c == '_') ? code : null, description);
    }

    private static string Reason(string code, string credential) => code switch
    {
        "invalid_grant" => $" ({credential} was revoked, deleted or has expired, or this machine's clock is wrong)",
        "PERMISSION_DENIED" or "unauthorized_client" => " (it lacks the permission)",
        _ => "",
    };

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return CredentialJson.Parse(body);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
