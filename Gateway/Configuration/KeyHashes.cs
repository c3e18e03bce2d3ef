using System.Security.Cryptography;
using System.Text;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the values of keys that clients present: the value itself, <c>env:</c>, <c>file:</c>, or its hash as <c>sha256:</c>.</summary>
internal static class KeyHashes
{
    private const string Prefix = "sha256:";

    /// <summary>Whether a value is written as its hash.</summary>
    public static bool IsHash(string value) => value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The SHA-256 of a value; null where it has an error.</summary>
    public static byte[]? Read(IConfigurationSection at, string text, SecretValues secrets, ConfigurationErrors errors)
    {
        if (secrets.Resolve(text, out var missing) is not { } value)
        {
            errors.Add(at, missing!);
            return null;
        }
        if (IsHash(value))
        {
            var hex = value[Prefix.Length..];
            if (hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit))
                return Convert.FromHexString(hex);
            errors.Add(at, "is no hash: sha256: is followed by 64 hexadecimal digits");
            return null;
        }
        if (value.Length > 0 && value.All(c => c is > ' ' and < '\x7f'))
            return SHA256.HashData(Encoding.UTF8.GetBytes(value));
        errors.Add(at, value.Length == 0 ? "is empty" : "holds characters that no header can carry");
        return null;
    }
}
