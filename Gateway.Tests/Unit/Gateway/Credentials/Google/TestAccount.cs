using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>A service account's key file, as Google's console writes it, with a key of this run's own.</summary>
internal static class TestAccount
{
    public const string Email = "painter@art-project.iam.gserviceaccount.com";
    public const string KeyId = "0123456789abcdef";

    public static RSA Key { get; } = RSA.Create(2048);
    public static string Pem { get; } = Key.ExportPkcs8PrivateKeyPem();

    /// <summary>The file, with members changed or, by null, left out.</summary>
    public static string Json(params (string Name, string? Value)[] changes)
    {
        var json = new JsonObject
        {
            ["type"] = "service_account",
            ["project_id"] = "art-project",
            ["private_key_id"] = KeyId,
            ["private_key"] = Pem,
            ["client_email"] = Email,
            ["client_id"] = "1234567890",
            ["auth_uri"] = "https://accounts.google.com/o/oauth2/auth",
            ["token_uri"] = "https://oauth2.googleapis.com/token",
            ["universe_domain"] = "googleapis.com",
        };
        foreach (var (name, value) in changes)
        {
            json.Remove(name);
            if (value is not null)
                json[name] = value;
        }
        return json.ToJsonString();
    }

    /// <summary>Some characters from the middle of the private key: what must never be seen.</summary>
    public static string KeyMaterial => Pem.Split('\n')[5];
}
