using System.Globalization;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Reads the section <c>Images.Capabilities</c>: patterns of <c>cluster/model</c> with what an installation knows better than the providers' tables.
/// </summary>
internal sealed class CapabilitiesReader(IConfigurationSection section, ConfigurationErrors errors)
{
    // Above what any model draws or takes.
    private const int MostImages = 100;

    /// <summary>Adds the rules to the clusters that they name; reports everything that is wrong.</summary>
    public IEnumerable<ImageCluster> AddTo(IReadOnlyCollection<ImageCluster> clusters)
    {
        // The more of a name a rule says, the more it counts: the file's own order is lost in .NET's configuration.
        var rules = section.GetChildren().OrderBy(rule => rule.Key.Count(c => c != '*')).ThenBy(rule => rule.Key, StringComparer.Ordinal).ToArray();
        foreach (var rule in rules)
            ModelPattern.Check(rule, clusters, errors);
        foreach (var cluster in clusters)
        {
            CapabilityRule[] own =
            [
                .. rules.Where(rule => ModelPattern.Of(rule.Key).Names(cluster))
                .Select(rule => Read(rule, ModelPattern.Of(rule.Key).Models, cluster.Provider)),
            ];
            yield return own.Length == 0 ? cluster : cluster with { Capabilities = new CapabilityRules(own) };
        }
    }

    private CapabilityRule Read(IConfigurationSection rule, string models, ImageProvider provider)
    {
        var reader = new SectionReader(rule, errors);
        var (added, removed) = ReadOperations(reader);
        var (accepts, refuses) = ReadMembers(rule);
        var (retired, isLiving) = ReadRetirement(rule);
        var change = new CapabilityChange
        {
            Adds = added,
            Removes = removed,
            Accepts = accepts,
            Refuses = refuses,
            MaxImages = Count(reader, "MaxImages", 1),
            Streams = Flag(reader, "Streams"),
            GivesUrl = Flag(reader, "Url"),
            Shape = new()
            {
                Sizes = Texts(rule, "Sizes", text => SizeOf(text) is not null, "is no size such as 1024x1024")?.Select(text => SizeOf(text)!.Value).ToArray(),
                Ratios = Texts(rule, "Ratios", text => AspectRatios.TryParse(text, out _, out _), "is no ratio such as 16:9"),
                Tiers = Texts(rule, "Resolutions", text => ResolutionTier.EdgeOf(text) is not null, "is no resolution such as 2K", mayBeEmpty: true)
                    ?.OrderBy(ResolutionTier.EdgeOf).ToArray(),
            },
            Qualities = Words(rule, "Qualities"),
            Formats = Words(rule, "Formats"),
            MaxInputs = Count(reader, "MaxInputs", 1),
            InputFormats = Words(rule, "InputFormats"),
            Mask = ReadMask(reader),
            NeedsPrompt = Flag(reader, "NeedsPrompt"),
            Retired = retired,
            IsLiving = isLiving,
        };
        new CapabilityBounds(rule, errors, provider, models).Check(change);
        return new CapabilityRule(models, change);
    }

    private static (ImageOperations Added, ImageOperations Removed) ReadOperations(SectionReader reader)
    {
        var (added, removed) = (ImageOperations.None, ImageOperations.None);
        foreach (var (name, operation) in CapabilityBounds.Operations)
        {
            if (Flag(reader, name) is not { } does)
                continue;
            if (does)
                added |= operation;
            else
                removed |= operation;
        }
        return (added, removed);
    }

    private (ImageParameters Accepts, ImageParameters Refuses) ReadMembers(IConfigurationSection rule)
    {
        var (accepts, refuses) = (ImageParameters.None, ImageParameters.None);
        foreach (var name in rule.GetSection("Accepts").GetChildren())
        {
            if (name.Value is not { } text)
                continue;
            var isNot = text.StartsWith('!');
            if (RequestMembers.Find(isNot ? text[1..] : text) is not { } member)
                errors.Add(name, Choice.Refusal(text, [.. RequestMembers.All.Select(known => known.Name)]));
            else if (isNot)
                refuses |= member.Flag;
            else
                accepts |= member.Flag;
        }
        return (accepts, refuses);
    }

    private (Retirement? Retired, bool IsLiving) ReadRetirement(IConfigurationSection rule)
    {
        var replacement = rule["Replacement"];
        if (rule["Retired"] is not { Length: > 0 } text)
        {
            if (replacement is not null)
                errors.Add(rule.GetSection("Replacement"), "Retired is missing: it says since when the replacement is needed");
            return (null, false);
        }
        if (text.Equals(bool.FalseString, StringComparison.OrdinalIgnoreCase))
            return (null, true);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return (new Retirement(day, replacement), false);
        errors.Add(rule.GetSection("Retired"), $"\"{text}\" is neither a day such as \"2026-12-31\" nor false");
        return (null, false);
    }

    private static MaskForm? ReadMask(SectionReader reader) => reader.Text("Mask") switch
    {
        null => null,
        var text when Enum.TryParse<MaskForm>(text, ignoreCase: true, out var mask) && !char.IsAsciiDigit(text[0]) => mask,
        var text => reader.Refuse<MaskForm?>("Mask", Choice.Refusal(text, ["none", "alpha", "white", "purewhite", "pureblack"]), null),
    };

    private static ImageSize? SizeOf(string text) => ImageSize.TryParse(text, out var size) && !size.IsAuto ? size : null;

    private static int? Count(SectionReader reader, string name, int least) =>
        reader.Text(name) is null ? null : (int)reader.Whole(name, least, least, MostImages);

    private static bool? Flag(SectionReader reader, string name) => reader.Text(name) is null ? null : reader.Flag(name, fallback: false);

    private string[]? Words(IConfigurationSection rule, string name) =>
        List(rule, name, static text => text.Trim().ToLowerInvariant() is { Length: > 0 } word ? word : null, "is empty", mayBeEmpty: true);

    private string[]? Texts(IConfigurationSection rule, string name, Func<string, bool> isGood, string problem, bool mayBeEmpty = false) =>
        List(rule, name, text => isGood(text) ? text.Trim() : null, problem, mayBeEmpty);

    private string[]? List(IConfigurationSection rule, string name, Func<string, string?> read, string problem, bool mayBeEmpty = false)
    {
        var list = rule.GetSection(name);
        var items = list.GetChildren().ToArray();
        if (items.Length == 0 && list.Value is null)
            return null;
        if (items.Length == 0 && !mayBeEmpty)
            errors.Add(list, "must name at least one");
        var values = new List<string>();
        foreach (var item in items)
        {
            if (item.Value is not { } text)
                continue;
            if (read(text) is { } value)
                values.Add(value);
            else
                errors.Add(item, $"\"{text}\" {problem}");
        }
        return [.. values];
    }
}
