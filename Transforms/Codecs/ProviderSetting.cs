namespace Iris.Transforms.Codecs;

/// <summary>When a setting replaces the key. Loading does not check where it points, so that a start needs no network.</summary>
public enum StandsForKey
{
    /// <summary>Never: the destination needs its key.</summary>
    Never,
    /// <summary>When the setting has a value.</summary>
    WhenGiven,
    /// <summary>When the setting is <c>true</c>.</summary>
    WhenTrue,
}

/// <summary>A setting that a provider knows: a name in a destination's <c>Metadata</c> besides key, weight and models.</summary>
/// <param name="Name">The setting's name; case is ignored.</param>
public sealed record ProviderSetting(string Name)
{
    /// <summary>True when no log may show its value.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True when a destination does not need it: a value whose environment variable is not set counts as absent.</summary>
    public bool IsOptional { get; init; }

    /// <summary>When the setting replaces the key.</summary>
    public StandsForKey StandsForKey { get; init; }

    /// <summary>For <see cref="StandsForKey.WhenGiven"/>: another setting that must have a value as well.</summary>
    public string? With { get; init; }

    /// <summary>
    /// Returns the problem of a value without showing the value; null when it is valid. Called at load, only when there is a value.
    /// </summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>A <see cref="Check"/>: an absolute http or https URL without a user.</summary>
    public static string? CheckUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
            ? null
            : "is no absolute http or https URL";
}
