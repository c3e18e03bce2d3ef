using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials.Google;

/// <summary>
/// Decides which token endpoints are trusted. A credential file names its own endpoint, so that a forged file could send signed assertions, refresh
/// tokens or requests from the gateway's network anywhere (docs/providers/vertex.md, "Credentials").
/// </summary>
internal static class TokenUris
{
    /// <summary>Google's endpoint for service accounts and refresh tokens.</summary>
    public static Uri Default { get; } = new("https://oauth2.googleapis.com/token");

    /// <summary>Google's endpoint for tokens of other identity providers.</summary>
    public static Uri DefaultExchange { get; } = new("https://sts.googleapis.com/v1/token");

    /// <summary>True for https on a host of Google's APIs, regional ones included, and for the endpoint that old key files name.</summary>
    public static bool IsGoogle(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0
        && (uri.IdnHost.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase)
            || (uri.IdnHost.Equals("accounts.google.com", StringComparison.OrdinalIgnoreCase) && uri.AbsolutePath == "/o/oauth2/token"));

    /// <summary>Parses the endpoint of a destination's <c>TokenUri</c>.</summary>
    /// <returns>False when it is not an absolute http or https URL.</returns>
    public static bool TryParse(string text, out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri) && ProviderSetting.CheckUrl(text) is null;
}
