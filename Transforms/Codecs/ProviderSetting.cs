namespace Iris.Transforms.Codecs;

/// <summary>When a setting takes the key's place. What it leads to is not looked up at load: a start needs no network.</summary>
public enum StandsForKey
{
    /// <summary>A destination needs its key all the same.</summary>
    Never,
    /// <summary>When it has a value.</summary>
    WhenGiven,
    /// <summary>When it is <c>true</c>.</summary>
    WhenTrue,
}

/// <summary>A setting that a provider knows: what a destination's <c>Metadata</c> may say beside key, weight and models.</summary>
/// <param name="Name">Its name; case does not count.</param>
public sealed record ProviderSetting(string Name)
{
    /// <summary>True where no log may show its value.</summary>
    public bool IsSecret { get; init; }

    /// <summary>True where a destination can do without it: one whose environment variable is not set counts as not given.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether it takes the key's place.</summary>
    public StandsForKey StandsForKey { get; init; }

    /// <summary>For <see cref="StandsForKey.WhenGiven"/>: another setting that must have a value too.</summary>
    public string? With { get; init; }

    /// <summary>From a value to what is wrong with it, without showing it; null when all is well. Asked at load, and only where there is a value.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>A <see cref="Check"/>: an absolute http or https URL without a user.</summary>
    public static string? CheckUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
            ? null
            : "is no absolute http or https URL";
}
