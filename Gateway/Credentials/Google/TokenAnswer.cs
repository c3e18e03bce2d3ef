using System.Text.Json;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>What Google's token endpoints and its metadata server answer.</summary>
internal static class TokenAnswer
{
    // Keeps a wild number from leaving the calendar.
    private const long MostSeconds = 24 * 60 * 60;

    /// <summary>Reads <c>{"access_token":"…","expires_in":3599}</c>.</summary>
    /// <param name="peer">Who answered, for messages.</param>
    /// <param name="body">The answer.</param>
    /// <param name="asked">When it was asked for: the life that is left counts from then at the latest.</param>
    /// <exception cref="CredentialException">It holds no token that can be used.</exception>
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

    /// <summary>Whether a token can be sent in a header.</summary>
    public static bool IsUsable(string token) => token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;

    /// <summary>
    /// A refusal in words that are safe to show: OAuth's error code and its usual reason. What else the endpoint says goes to the
    /// log only, and not even there when it repeats something that was sent.
    /// </summary>
    /// <param name="peer">Who answered.</param>
    /// <param name="credential">What was refused: "the service account".</param>
    /// <param name="answer">The answer.</param>
    /// <param name="sent">Values that must not be told.</param>
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
