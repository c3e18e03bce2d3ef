using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// Which token endpoints are trusted. A credential file names its own endpoint, and whoever can slip in such a file could have
/// signed assertions, refresh tokens or the gateway's network position sent anywhere (docs/providers/vertex.md, "Credentials").
/// </summary>
internal static class TokenUris
{
    /// <summary>Google's endpoint for service accounts and refresh tokens.</summary>
    public static Uri Default { get; } = new("https://oauth2.googleapis.com/token");

    /// <summary>Google's endpoint for foreign tokens.</summary>
    public static Uri DefaultExchange { get; } = new("https://sts.googleapis.com/v1/token");

    /// <summary>https on a host of Google's APIs, regional ones included, or the endpoint that old key files name.</summary>
    public static bool IsGoogle(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0
        && (uri.IdnHost.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase)
            || (uri.IdnHost.Equals("accounts.google.com", StringComparison.OrdinalIgnoreCase) && uri.AbsolutePath == "/o/oauth2/token"));

    /// <summary>The endpoint a destination's <c>TokenUri</c> names.</summary>
    /// <returns>False when it is no absolute http or https URL.</returns>
    public static bool TryParse(string text, out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri) && ProviderSetting.CheckUrl(text) is null;
}
