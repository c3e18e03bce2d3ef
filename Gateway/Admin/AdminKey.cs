using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Model;

namespace Iris.Gateway.Admin;

/// <summary>The key of the management API, as <c>Bearer</c> or as the password of <c>Basic</c>, whatever the user's name.</summary>
internal static class AdminKey
{
    /// <summary>Whether a request brings the key. The time of the comparison says nothing about it.</summary>
    public static bool IsBroughtBy(HttpRequest request, AdminOptions options)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var given) || given.Parameter is not { Length: > 0 } parameter)
            return false;
        var key = given.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? parameter.Trim()
            : given.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? PasswordOf(parameter)
            : null;
        return key is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), options.KeyHash);
    }

    private static string? PasswordOf(string parameter)
    {
        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
