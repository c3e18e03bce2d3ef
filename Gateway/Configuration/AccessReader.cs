using System.Collections.Frozen;
using System.Globalization;
using Iris.Gateway.Model.Access;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.Access</c>: keys, their groups, limits and budgets.</summary>
internal sealed class AccessReader(
    IConfigurationSection images, IReadOnlyCollection<string> imageClusters, SecretValues secrets, ConfigurationErrors errors)
{
    private const ImageOperations AllOperations = ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation;

    private static readonly (string Name, ImageOperations Operation)[] Operations =
        [("generate", ImageOperations.Generation), ("edit", ImageOperations.Edit), ("variation", ImageOperations.Variation)];

    private readonly IConfigurationSection _section = images.GetSection("Access");
    private readonly Dictionary<string, string> _owners = [];

    /// <summary>Reads the section; null when it is absent.</summary>
    public AccessOptions? Read()
    {
        // An empty section is one as well: whoever writes it means that not everybody may call.
        if (!images.GetChildren().Any(child => child.Key.Equals("Access", StringComparison.OrdinalIgnoreCase)))
            return null;
        var reader = new SectionReader(_section, errors);
        var groups = _section.GetSection("Groups").GetChildren().Select(ReadGroup)
            .ToFrozenDictionary(group => group.Name, StringComparer.OrdinalIgnoreCase);
        var keys = _section.GetSection("Keys").GetChildren().Select(key => ReadKey(key, groups))
            .ToFrozenDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);
        var required = reader.Flag("Required", true);
        if (required && keys.Count == 0)
            errors.Add(_section, "asks every call for a key, and there is none: add one to Keys (Gateway keys new NAME prints one), or remove Access");
        return new AccessOptions(keys, groups) { Required = required, AllowOnStateFailure = ReadFailure(reader) };
    }

    private static bool ReadFailure(SectionReader reader) => reader.Text("OnStateFailure") switch
    {
        null => false,
        var word when word.Equals("refuse", StringComparison.OrdinalIgnoreCase) => false,
        var word when word.Equals("allow", StringComparison.OrdinalIgnoreCase) => true,
        var word => reader.Refuse("OnStateFailure", Choice.Refusal(word, ["refuse", "allow"]), false),
    };

    private KeyGroup ReadGroup(IConfigurationSection group)
    {
        CheckName(group);
        return new(group.Key, ReadCounters(group, new UsageHolder(group.Key, IsGroup: true)));
    }

    private ClientKey ReadKey(IConfigurationSection key, FrozenDictionary<string, KeyGroup> groups)
    {
        CheckName(key);
        var reader = new SectionReader(key, errors);
        var group = reader.Text("Group");
        if (group is not null && !groups.ContainsKey(group))
        {
            errors.Add(key.GetSection("Group"), $"\"{group}\" is no group of Images.Access.Groups{NearMiss.Hint(group, groups.Keys)}");
            group = null;
        }
        var known = group is null ? null : groups[group];
        return new ClientKey(key.Key)
        {
            Hashes = ReadValues(key),
            Group = known?.Name,
            Description = reader.Text("Description"),
            Models = ReadModels(key.GetSection("Models")),
            Operations = ReadOperations(key.GetSection("Operations")),
            Passthrough = ReadClusters(key.GetSection("Passthrough")),
            Expires = ReadExpiry(reader),
            Enabled = reader.Flag("Enabled", true),
            AllowsUnpriced = ReadUnpriced(reader),
            Counters = [.. ReadCounters(key, new UsageHolder(key.Key, IsGroup: false)), .. known?.Counters ?? []],
        };
    }

    // The name stands in log lines, metrics and addresses.
    private void CheckName(IConfigurationSection named)
    {
        if (named.Key.Length > 64 || !named.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors.Add(named, "a name may hold letters, digits, '-', '_' and '.' only, 64 at most");
    }

    private List<byte[]> ReadValues(IConfigurationSection key)
    {
        var value = key.GetSection("Value");
        IConfigurationSection[] given = value.Value is { Length: > 0 } ? [value] : [.. value.GetChildren()];
        if (given.Length == 0)
            errors.Add(key, "Value is missing: write \"env:NAME\", \"file:PATH\" or \"sha256:…\" (Gateway keys new NAME prints one)");
        var hashes = new List<byte[]>();
        foreach (var one in given)
        {
            if (one.Value is { } text && KeyHashes.Read(one, text, secrets, errors) is { } hash && Claim(one, hash, key.Key))
                hashes.Add(hash);
        }
        return hashes;
    }

    private bool Claim(IConfigurationSection at, byte[] hash, string key)
    {
        var text = Convert.ToHexString(hash);
        if (_owners.TryAdd(text, key))
            return true;
        errors.Add(at, $"is the value of \"{_owners[text]}\" as well: each key needs values of its own");
        return false;
    }

    private ModelRules ReadModels(IConfigurationSection list)
    {
        if (!list.Exists())
            return ModelRules.All;
        var patterns = new List<string>();
        foreach (var item in list.GetChildren())
        {
            var text = item.Value?.Trim() ?? "";
            var name = text.TrimStart('!');
            var cluster = name.Split('/')[0];
            if (name.Length == 0)
                errors.Add(item, "is empty");
            else if (name != "*" && !name.Contains('/', StringComparison.Ordinal))
                errors.Add(item, $"\"{text}\" names no model; write it as cluster/model, with * for any text");
            else if (!cluster.Contains('*', StringComparison.Ordinal) && !imageClusters.Contains(cluster, StringComparer.OrdinalIgnoreCase))
                errors.Add(item, $"\"{cluster}\" is no image cluster{NearMiss.Hint(cluster, imageClusters)}");
            else
                patterns.Add(text);
        }
        return new ModelRules(patterns);
    }

    private ImageOperations ReadOperations(IConfigurationSection list)
    {
        if (!list.Exists())
            return AllOperations;
        var operations = ImageOperations.None;
        foreach (var item in list.GetChildren())
        {
            var known = Array.Find(Operations, one => one.Name.Equals(item.Value, StringComparison.OrdinalIgnoreCase));
            if (known.Name is null)
                errors.Add(item, Choice.Refusal(item.Value ?? "", [.. Operations.Select(one => one.Name)]));
            operations |= known.Operation;
        }
        return operations;
    }

    private List<string> ReadClusters(IConfigurationSection list)
    {
        var clusters = new List<string>();
        foreach (var item in list.GetChildren())
        {
            if (item.Value is { } name && (name == "*" || imageClusters.Contains(name, StringComparer.OrdinalIgnoreCase)))
                clusters.Add(name);
            else
                errors.Add(item, $"\"{item.Value}\" is no cluster with an ImageApi{NearMiss.Hint(item.Value ?? "", imageClusters)}");
        }
        return clusters;
    }

    private static DateTimeOffset? ReadExpiry(SectionReader reader) => reader.Text("Expires") switch
    {
        null or "" => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && char.IsAsciiDigit(text[0]) && text.Length >= 10
            => time.ToUniversalTime(),
        var text => reader.Refuse<DateTimeOffset?>("Expires", $"\"{text}\" is no time; write it as \"2027-01-01T00:00:00Z\"", null),
    };

    private static bool ReadUnpriced(SectionReader reader) => reader.Text("Unpriced") switch
    {
        null => false,
        var word when word.Equals("refuse", StringComparison.OrdinalIgnoreCase) => false,
        var word when word.Equals("allow", StringComparison.OrdinalIgnoreCase) => true,
        var word => reader.Refuse("Unpriced", Choice.Refusal(word, ["refuse", "allow"]), false),
    };

    private List<UsageCounter> ReadCounters(IConfigurationSection holder, UsageHolder name) =>
        new UsageLimitsReader(holder, name, errors).Read();
}
