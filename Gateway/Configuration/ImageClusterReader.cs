using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using Iris.Gateway.Model;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the clusters whose metadata names an <c>ImageApi</c>: what makes a destination usable, its weight, its models.</summary>
/// <param name="implemented">The names of <see cref="ImageApis"/> for which this version has a codec.</param>
/// <param name="secrets">Resolves references.</param>
/// <param name="errors">Gets what is wrong.</param>
internal sealed class ImageClusterReader(IReadOnlySet<string> implemented, SecretValues secrets, ConfigurationErrors errors)
{
    private const int MostWeight = 1_000_000;

    private static readonly FrozenSet<string> OwnNames =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "ApiKey", "KeyHeader", "Keyless", "Weight", "Models");

    // RFC 9110, section 5.6.2: the characters of a header's name.
    private static readonly SearchValues<char> HeaderName =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsImageCluster(IConfigurationSection cluster) => cluster["Metadata:ImageApi"] is not null;

    public ImageCluster Read(IConfigurationSection section, ClusterLimits limits)
    {
        // The id is a prefix in "id/model" and a segment of a path.
        if (!section.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors.Add(section, "the id of an image cluster may hold letters, digits, '-', '_' and '.' only");

        var api = ReadApi(section.GetSection("Metadata:ImageApi"));
        var destinations = section.GetSection("Destinations").GetChildren().Select(d => ReadDestination(d, api)).ToArray();
        if (destinations.Length == 0)
            errors.Add(section, "an image cluster needs a destination");

        return new ImageCluster(section.Key, api.Name, limits.Deadlines, limits.Resilience, limits.RequestBytes,
            destinations.ToFrozenDictionary(d => d.Id, StringComparer.OrdinalIgnoreCase));
    }

    private ImageApi ReadApi(IConfigurationSection section)
    {
        var name = section.Value!;
        if (!ImageApis.Known.TryGetValue(name, out var api))
        {
            errors.Add(section, $"\"{name}\" is no image API{NearMiss.Hint(name, ImageApis.Known.Keys)}");
            return new ImageApi(name);
        }

        if (!implemented.Contains(api.Name))
            errors.Add(section, $"\"{api.Name}\" is not available in this version");
        return api;
    }

    private ImageDestination ReadDestination(IConfigurationSection section, ImageApi api)
    {
        var metadata = section.GetSection("Metadata");
        CheckNames(metadata);

        var address = ReadAddress(section, out var unusable);
        var key = Resolve(metadata, "ApiKey", out var noKey);
        if (key is not null && !key.All(c => c is > ' ' and < '\x7f'))
            (key, noKey) = (null, "ApiKey holds characters that no header can carry");

        var header = Resolve(metadata, "KeyHeader", out _);
        if (header is not null && (header.Length == 0 || header.AsSpan().IndexOfAnyExcept(HeaderName) >= 0))
            errors.Add(metadata.GetSection("KeyHeader"), $"\"{header}\" is no header name");

        var settings = ReadSettings(metadata, ref unusable);
        var keyless = ReadFlag(metadata, "Keyless");
        CheckForms(metadata, settings);
        if (key is null && !keyless && NeedsKey(api, metadata, settings))
            unusable ??= noKey ?? api.Missing;

        return new ImageDestination(section.Key, address ?? ImageDestination.NoAddress, key, header, keyless, ReadWeight(metadata),
            ModelFilter.Parse(Resolve(metadata, "Models", out _)), settings, unusable);
    }

    /// <summary>Reads an address, literal or <c>env:</c>. A malformed one is an error; one that is not there makes the destination unusable.</summary>
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

    private bool NeedsKey(ImageApi api, IConfigurationSection metadata, FrozenDictionary<string, string> settings) =>
        api.NeedsKey && !api.InsteadOfKey.Any(i => i.IsFlag
            ? ReadFlag(metadata, i.Setting)
            : IsGiven(settings, i.Setting) && (i.With is null || IsGiven(settings, i.With)));

    private static bool IsGiven(FrozenDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && value.Length > 0;

    private void CheckForms(IConfigurationSection metadata, FrozenDictionary<string, string> settings)
    {
        foreach (var (name, check) in ImageApis.Checks)
            if (IsGiven(settings, name) && check(settings) is { } problem)
                errors.Add(metadata.GetSection(name), problem);
    }

    private FrozenDictionary<string, string> ReadSettings(IConfigurationSection metadata, ref string? unusable)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in metadata.GetChildren().Where(s => s.Value is not null && !OwnNames.Contains(s.Key)))
        {
            if (secrets.Resolve(setting.Value!, out var missing) is { } value)
                settings[setting.Key] = value;
            else if (!ImageApis.Optional.Contains(setting.Key) || !SecretValues.IsVariable(setting.Value!))
                unusable ??= missing;
        }

        return settings.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    // A name out of place is kept as a setting: codecs to come may know it. One that is nearly right is surely wrong.
    private void CheckNames(IConfigurationSection metadata)
    {
        foreach (var setting in metadata.GetChildren().Where(s => s.Key.Length > 3 && !ImageApis.DestinationMetadata.Contains(s.Key, StringComparer.OrdinalIgnoreCase)))
            // At most a third of the name: "Arch" is not a slip of "Adc".
            if (NearMiss.Find(setting.Key, ImageApis.DestinationMetadata, Math.Min(2, setting.Key.Length / 3)) is { } near)
                errors.Add(setting, $"unknown name; did you mean \"{near}\"?");
    }

    private int ReadWeight(IConfigurationSection metadata)
    {
        if (Resolve(metadata, "Weight", out _) is not { } text)
            return 1;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight <= MostWeight)
            return weight;
        errors.Add(metadata.GetSection("Weight"), $"\"{text}\" is not a whole number from 0 to {MostWeight}");
        return 1;
    }

    private bool ReadFlag(IConfigurationSection metadata, string name)
    {
        if (Resolve(metadata, name, out _) is not { } text)
            return false;
        if (bool.TryParse(text, out var flag))
            return flag;
        errors.Add(metadata.GetSection(name), $"\"{text}\" is neither true nor false");
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
