using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
using Iris.Transforms;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Reads the clusters whose metadata names an <c>ImageApi</c>: their destinations with weights and models, and whether each is usable.
/// </summary>
/// <param name="catalog">The providers that <c>ImageApi</c> may name.</param>
/// <param name="secrets">Resolves references.</param>
/// <param name="authorized">The names of the providers whose calls the application authorises, so that their destinations need no key.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class ImageClusterReader(ProviderCatalog catalog, SecretValues secrets, IReadOnlySet<string> authorized, ConfigurationErrors errors)
{
    private const int MostWeight = 1_000_000;

    /// <summary>The metadata names that any destination may use, whatever its provider.</summary>
    private static readonly FrozenSet<string> OwnNames =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "ApiKey", "KeyHeader", "Keyless", "Enabled", "Weight", "Models");

    // RFC 9110, section 5.6.2: the characters of a header's name.
    private static readonly SearchValues<char> HeaderName =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly IReadOnlyList<string> _known = KnownMetadata(catalog);

    /// <summary>
    /// All names with a meaning in a destination's metadata. Other names are kept as settings, but a near miss of a known name is an error.
    /// </summary>
    public static IReadOnlyList<string> KnownMetadata(ProviderCatalog catalog) =>
        [.. OwnNames, .. catalog.Providers.SelectMany(provider => provider.Settings).Select(setting => setting.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)];

    public static bool IsImageCluster(IConfigurationSection cluster) => cluster["Metadata:ImageApi"] is not null;

    /// <summary>Reads a cluster; null when its <c>ImageApi</c> names no provider.</summary>
    public ImageCluster? Read(IConfigurationSection section, ClusterLimits limits)
    {
        // The id is the prefix in "id/model" and a segment of a path.
        if (!section.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors.Add(section, "the id of an image cluster may hold letters, digits, '-', '_' and '.' only");

        var provider = FindProvider(section.GetSection("Metadata:ImageApi"));
        var destinations = section.GetSection("Destinations").GetChildren().Select(d => ReadDestination(d, provider)).ToArray();
        if (destinations.Length == 0)
            errors.Add(section, "an image cluster needs a destination");

        return provider is null ? null : new ImageCluster(section.Key, provider, limits.Deadlines, limits.Resilience, limits.RequestBytes,
            destinations.ToFrozenDictionary(d => d.Id, StringComparer.OrdinalIgnoreCase)) { HeldBytes = limits.HeldBytes };
    }

    private ImageProvider? FindProvider(IConfigurationSection section)
    {
        var name = section.Value!;
        var provider = catalog.Find(name);
        if (provider is null)
            errors.Add(section, $"\"{name}\" is no image API{NearMiss.Hint(name, catalog.Names)}");
        return provider;
    }

    private ImageDestination ReadDestination(IConfigurationSection section, ImageProvider? provider)
    {
        var metadata = section.GetSection("Metadata");
        CheckNames(metadata, provider);

        var missing = new MissingValues();
        var address = ReadAddress(section, out var noAddress);
        missing.Add(noAddress);
        var key = Resolve(metadata, "ApiKey", out var noKey);
        if (key is not null && !key.All(c => c is > ' ' and < '\x7f'))
            (key, noKey) = (null, "ApiKey holds characters that no header can carry");

        var header = Resolve(metadata, "KeyHeader", out _);
        if (header is not null && (header.Length == 0 || header.AsSpan().IndexOfAnyExcept(HeaderName) >= 0))
            errors.Add(metadata.GetSection("KeyHeader"), $"\"{metadata["KeyHeader"]}\" is no header name");

        var settings = ReadSettings(metadata, provider, missing);
        var keyless = ReadFlag(metadata, "Keyless");
        CheckForms(metadata, provider, settings);
        if (key is null && !keyless && provider is not null && NeedsKey(provider, metadata, settings))
            missing.Add(noKey ?? (missing.Reason is null ? KeyMissing(provider) : null));
        var isOff = metadata["Enabled"] is not null && !ReadFlag(metadata, "Enabled");

        return new ImageDestination(section.Key, address ?? ImageDestination.NoAddress, key, header, keyless, ReadWeight(metadata),
            ModelFilter.Parse(Resolve(metadata, "Models", out _)), settings, isOff ? "Enabled is false" : missing.Reason)
        {
            MissingVariables = isOff ? [] : missing.Variables,
            SigningService = provider?.SigningService,
            OpenSettings = (provider?.Settings ?? []).Where(setting => !setting.IsSecret).Select(setting => setting.Name)
                .ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>Reads an address, literal or <c>env:</c>. A malformed address is an error; a missing one makes the destination unusable.</summary>
    public Uri? ReadAddress(IConfigurationSection destination, out string? unusable)
    {
        unusable = null;
        var section = destination.GetSection("Address");
        if (string.IsNullOrEmpty(section.Value))
        {
            errors.Add(destination, "Address is missing");
            return null;
        }

        if (secrets.Resolve(section.Value, out unusable) is not { } text)
            return null;

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            errors.Add(section, $"\"{section.Value}\" is no absolute http or https URL");
        else if (address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            errors.Add(section, "an address has no query, fragment or user: give the API's base, such as \"https://api.openai.com/v1/\"");
        else
            return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

        return null;
    }

    private bool NeedsKey(ImageProvider provider, IConfigurationSection metadata, FrozenDictionary<string, string> settings) =>
        provider.NeedsKey && !authorized.Contains(provider.Name) && !provider.Settings.Any(setting => setting.StandsForKey switch
        {
            StandsForKey.WhenTrue => ReadFlag(metadata, setting.Name),
            StandsForKey.WhenGiven => IsGiven(settings, setting.Name) && (setting.With is null || IsGiven(settings, setting.With)),
            _ => false,
        });

    // Names the settings of which a destination lacks every one. Flags are left out: a user who wants one sets it.
    private static string KeyMissing(ImageProvider provider)
    {
        string[] names =
        [
            "ApiKey",
            .. provider.Settings.Where(setting => setting.StandsForKey == StandsForKey.WhenGiven)
                .Select(setting => setting.With is null ? setting.Name : $"{setting.Name} with {setting.With}"),
        ];
        return (names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}") + " is missing";
    }

    private static bool IsGiven(FrozenDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && value.Length > 0;

    private void CheckForms(IConfigurationSection metadata, ImageProvider? provider, FrozenDictionary<string, string> settings)
    {
        if (provider is null)
            return;
        foreach (var setting in provider.Settings)
            if (setting.Check is { } check && IsGiven(settings, setting.Name) && check(settings[setting.Name]) is { } problem)
                errors.Add(metadata.GetSection(setting.Name), problem);
        foreach (var (name, problem) in CredentialSettings.FindProblems(provider.Credential, settings))
            errors.Add(metadata.GetSection(name), problem);
    }

    private FrozenDictionary<string, string> ReadSettings(IConfigurationSection metadata, ImageProvider? provider, MissingValues reasons)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in metadata.GetChildren().Where(s => s.Value is not null && !OwnNames.Contains(s.Key)))
        {
            if (secrets.Resolve(setting.Value!, out var missing) is { } value)
                settings[setting.Key] = value;
            else if (!IsOptional(provider, setting.Key) || !SecretValues.IsVariable(setting.Value!))
                reasons.Add(missing);
        }

        return settings.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsOptional(ImageProvider? provider, string name) =>
        provider?.Settings.Any(setting => setting.IsOptional && setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) == true;

    // An unknown name is kept as a setting, because a later provider may know it. A near miss of a known name is certainly a mistake.
    private void CheckNames(IConfigurationSection metadata, ImageProvider? provider)
    {
        foreach (var setting in metadata.GetChildren())
        {
            if (setting.Key.Equals(RouteKinds.Api, StringComparison.OrdinalIgnoreCase)
                || setting.Key.Equals(RouteKinds.Ingress, StringComparison.OrdinalIgnoreCase))
                errors.Add(setting, $"has no effect here{MemberPlaces.Hint(setting.Path)}");
            else if (provider is not null && OwnersOf(setting.Key) is { Count: > 0 } owners && !owners.Contains(provider.Name))
                errors.Add(setting, $"is a setting of {string.Join(" and ", owners)}; \"{provider.Name}\" does not know it");
        }
        foreach (var setting in metadata.GetChildren().Where(s => s.Key.Length > 3 && !_known.Contains(s.Key, StringComparer.OrdinalIgnoreCase)))
            // At most a third of the name may differ: "Arch" is not a misspelt "Adc".
            if (NearMiss.Find(setting.Key, _known, Math.Min(2, setting.Key.Length / 3)) is { } near)
                errors.Add(setting, $"unknown name; did you mean \"{near}\"?");
    }

    // The providers that know a setting; empty for a name that every destination may use, or that none knows.
    private List<string> OwnersOf(string name) => OwnNames.Contains(name)
        ? []
        : [.. catalog.Providers.Where(one => one.Settings.Any(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .Select(one => one.Name)];

    private int ReadWeight(IConfigurationSection metadata)
    {
        if (Resolve(metadata, "Weight", out _) is not { } text)
            return 1;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight <= MostWeight)
            return weight;
        errors.Add(metadata.GetSection("Weight"), $"\"{metadata["Weight"]}\" is not a whole number from 0 to {MostWeight}");
        return 1;
    }

    private bool ReadFlag(IConfigurationSection metadata, string name)
    {
        if (Resolve(metadata, name, out _) is not { } text)
            return false;
        if (bool.TryParse(text, out var flag))
            return flag;
        // A switch that a provider declares is no secret, though the gateway's own table does not know it.
        errors.Add(metadata.GetSection(name).Path, $"\"{metadata[name]}\" is neither true nor false");
        return false;
    }

    private string? Resolve(IConfigurationSection metadata, string name, out string? missing)
    {
        missing = null;
        if (metadata[name] is not { } value)
            return null;
        if (value.Length > 0)
            return secrets.Resolve(value, out missing);
        missing = $"{name} is empty";
        return null;
    }
}
