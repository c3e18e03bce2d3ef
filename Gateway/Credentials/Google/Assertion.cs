using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Iris.Gateway.Credentials.Google;

/// <summary>The unsigned part of the JWT with which a service account asks for a token.</summary>
internal static class Assertion
{
    /// <summary>The longest lifetime that Google accepts.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Header and claims in unpadded base64url, joined by a dot.</summary>
    public static string Content(string? keyId, string issuer, string scope, string audience, DateTimeOffset issued, DateTimeOffset expires)
    {
        var header = Write(json =>
        {
            json.WriteString("alg", "RS256");
            json.WriteString("typ", "JWT");
            if (keyId is not null)
                json.WriteString("kid", keyId);
        });
        var claims = Write(json =>
        {
            json.WriteString("iss", issuer);
            json.WriteString("scope", scope);
            json.WriteString("aud", audience);
            json.WriteNumber("iat", issued.ToUnixTimeSeconds());
            json.WriteNumber("exp", expires.ToUnixTimeSeconds());
        });
        return header + "." + claims;
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
