namespace Iris.Gateway.Configuration;

/// <summary>What a place in the file holds, as far as secrets go.</summary>
internal enum Secrecy
{
    /// <summary>Something harmless.</summary>
    Open,

    /// <summary>Perhaps a secret; so is every place that nobody has said to be harmless.</summary>
    Doubtful,

    /// <summary>A secret, for which a reference can stand.</summary>
    Secret,

    /// <summary>A key that somebody presents, for which a reference or its hash can stand.</summary>
    Key,

    /// <summary>A connection string, which may hold a password; a reference can stand for it.</summary>
    Connection,

    /// <summary>A password that .NET itself reads, so that only the environment can stand for it.</summary>
    Password,
}

/// <summary>
/// The one table of what in a file is secret. Whoever prints configuration asks it: versions, plans, changes, checks, errors. Names are compared as
/// .NET compares them, without case. A test holds it against the shapes of the file.
/// </summary>
internal static class ConfigurationSecrets
{
    private const string Any = "*";
    private const string Rest = "**";
    private const string Metadata = "Metadata";

    // "*" is one segment, "**" all that follow, none included. The first row that fits counts.
    private static readonly (string[] Pattern, Secrecy Secrecy)[] Rows =
    [
        Row("ReverseProxy:Clusters:*:Destinations:*:Metadata:ApiKey", Secrecy.Secret),
        Row("Images:Access:Keys:*:Value:**", Secrecy.Key),
        Row("Images:Endpoints:Admin:Key", Secrecy.Key),
        Row("Images:State:Postgres", Secrecy.Connection),
        Row("Images:Store:SigningKey:**", Secrecy.Secret),
        Row("Images:Store:S3:AccessKeyId", Secrecy.Secret),
        Row("Images:Store:S3:SecretAccessKey", Secrecy.Secret),
        Row("Images:Store:S3:SessionToken", Secrecy.Secret),
        Row("Images:Jobs:Webhooks:Secret", Secrecy.Secret),
        Row("Images:ClientKeys:**", Secrecy.Secret),
        Row("Kestrel:Certificates:*:Password", Secrecy.Password),
        Row("Kestrel:Endpoints:*:Certificate:Password", Secrecy.Password),
        Row("Kestrel:Endpoints:*:Sni:*:Certificate:Password", Secrecy.Password),
        // They may carry tokens that a client or an app is known by.
        Row("ReverseProxy:Routes:*:Transforms:**", Secrecy.Doubtful),
        Row("ReverseProxy:Routes:*:Match:Headers:**", Secrecy.Doubtful),
        Row("ReverseProxy:Routes:*:Match:QueryParameters:**", Secrecy.Doubtful),
        Row("ReverseProxy:Clusters:*:HealthCheck:Active:Query", Secrecy.Doubtful),
        // Its address may hold a user with a password.
        Row("ReverseProxy:Clusters:*:HttpClient:WebProxy:**", Secrecy.Doubtful),
        Row("ReverseProxy:**", Secrecy.Open), Row("Images:**", Secrecy.Open), Row("Logging:**", Secrecy.Open), Row("Urls:**", Secrecy.Open),
        Row("AllowedHosts:**", Secrecy.Open), Row($"{IncludedFiles.Member}:**", Secrecy.Open), Row("$schema", Secrecy.Open),
    ];

    // Metadata has free names: what is none of these may be anything.
    private static readonly string[] OpenMetadata =
    [
        "ImageApi", ImageRoutes.IngressMetadata, ImageRoutes.UrlMetadata, ImageRoutes.AccessMetadata, "Weight", "Models", "Enabled", "Keyless", "KeyHeader",
    ];

    private static readonly string[] Smells =
    [
        "key", "secret", "token", "password", "passphrase", "passwd", "pwd", "credential", "authorization", "cookie", "signature", "connectionstring",
    ];

    /// <summary>The names that sound like a secret and hold none.</summary>
    public static IReadOnlyList<string> Harmless { get; } =
    [
        "AuthorizationPolicy", "KeyHeader", "Keyless", "AffinityKeys", "AffinityKeyName", "TokenUri", "QueuePerKey",
        "Tokens", "TextInTokens", "ImageInTokens", "CachedTextTokens", "CachedImageTokens", "TextOutTokens", "ImageOutTokens", "DrawnTokens",
    ];

    /// <summary>What the table says of a place.</summary>
    /// <param name="path">The path, with colons.</param>
    public static Secrecy Of(string path)
    {
        var parts = path.Split(':');
        if (parts is [.., var parent, var own] && Is(parent, Metadata) && OpenMetadata.Contains(own, StringComparer.OrdinalIgnoreCase))
            return Secrecy.Open;
        var secrecy = Rows.FirstOrDefault(row => Fits(row.Pattern, parts)) is { Pattern: not null } row ? row.Secrecy : Secrecy.Doubtful;
        if (secrecy != Secrecy.Open)
            return secrecy;
        return (parts.Length > 1 && Is(parts[^2], Metadata)) || SoundsSecret(NameOf(parts)) ? Secrecy.Doubtful : Secrecy.Open;
    }

    /// <summary>Whether a value may be shown. A reference to a secret is none.</summary>
    /// <param name="path">The path, with colons.</param>
    /// <param name="value">The value.</param>
    public static bool MayShow(string path, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return true;
        var secrecy = Of(path);
        if (SecretValues.IsReference(value) && secrecy != Secrecy.Password && ProxyShapes.Own.Any(root => Is(path.Split(':')[0], root)))
            return true;
        // An address may hold a user with a password, or a token in its query.
        var isAddress = value.Contains("://", StringComparison.Ordinal) || path.StartsWith("ReverseProxy:Clusters:", StringComparison.OrdinalIgnoreCase);
        return secrecy == Secrecy.Open && !(isAddress && value.AsSpan().ContainsAny('@', '?')) && !HasPassword(value);
    }

    /// <summary>Whether a single value that stands here, where an object belongs, may be a secret at the wrong place.</summary>
    /// <param name="path">The path, with colons.</param>
    public static bool AreBelow(string path)
    {
        var parts = path.Split(':');
        return Rows.Any(row => row.Secrecy > Secrecy.Doubtful && row.Pattern.Length > parts.Length && Fits(row.Pattern[..parts.Length], parts));
    }

    /// <summary>Whether the name of a member, header or parameter sounds like a secret; <see cref="Harmless"/> ones do not.</summary>
    public static bool SoundsSecret(string name)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetter));
        return !Harmless.Contains(name, StringComparer.OrdinalIgnoreCase) && Smells.Any(smell => letters.Contains(smell, StringComparison.OrdinalIgnoreCase));
    }

    // An item of a list has its list's name.
    private static string NameOf(string[] parts) => parts.Last(part => !part.All(char.IsAsciiDigit) || ReferenceEquals(part, parts[0]));

    // "user:password@host" is an address without its scheme.
    private static bool HasPassword(string value) => value.IndexOf(':') is >= 0 and var colon && value.IndexOf('@', colon) >= 0;

    private static (string[], Secrecy) Row(string pattern, Secrecy secrecy) => (pattern.Split(':'), secrecy);

    private static bool Fits(string[] pattern, string[] parts)
    {
        if (pattern[^1] == Rest)
            return parts.Length >= pattern.Length - 1 && Fits(pattern[..^1], parts[..(pattern.Length - 1)]);
        return pattern.Length == parts.Length && pattern.Zip(parts).All(pair => pair.First == Any || Is(pair.First, pair.Second));
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
