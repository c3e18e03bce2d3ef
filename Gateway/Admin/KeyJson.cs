using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Admin;

/// <summary>Writes keys in Bifrost's shape. The gateway has hashes only, and does not show those either.</summary>
internal static class KeyJson
{
    private static readonly (ImageOperations Operation, string Word)[] Operations =
        [(ImageOperations.Generation, "generate"), (ImageOperations.Edit, "edit"), (ImageOperations.Variation, "variation")];

    /// <summary>Writes the members of a key.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="key">The key.</param>
    /// <param name="readings">The usage of all its counters, those of its group included.</param>
    /// <param name="now">The present time.</param>
    public static void Write(Utf8JsonWriter writer, ClientKey key, IReadOnlyCollection<UsageReading> readings, DateTimeOffset now)
    {
        UsageReading[] own = [.. readings.Where(reading => !reading.Counter.Holder.IsGroup)];
        UsageReading[] shared = [.. readings.Where(reading => reading.Counter.Holder.IsGroup)];
        writer.WriteString("id"u8, key.Name);
        writer.WriteString("name"u8, key.Name);
        writer.WriteString("value"u8, EchoedSecret.Blank);
        writer.WriteString("description"u8, key.Description);
        writer.WriteBoolean("is_active"u8, IsActive(key, now));
        writer.WriteTime("expires_at", key.Expires);
        writer.WriteTexts("models", key.Models.Patterns);
        writer.WriteTexts("operations", Operations.Where(one => (key.Operations & one.Operation) != 0).Select(one => one.Word));
        writer.WriteTexts("passthrough", key.Passthrough);
        writer.WriteBoolean("allow_unpriced"u8, key.AllowsUnpriced);
        WriteProviders(writer, key);
        writer.WriteString("team_id"u8, key.Group);
        UsageJson.WriteBudgets(writer, own);
        UsageJson.WriteRateLimit(writer, "rate_limit", own);
        if (key.Group is not { } group)
            return;
        writer.WriteStartObject("team"u8);
        writer.WriteString("id"u8, group);
        writer.WriteString("name"u8, group);
        UsageJson.WriteBudgets(writer, shared);
        UsageJson.WriteRateLimit(writer, "rate_limit", shared);
        writer.WriteEndObject();
    }

    /// <summary>Whether a key is let in.</summary>
    public static bool IsActive(ClientKey key, DateTimeOffset now) => key.Enabled && !(key.Expires <= now);

    // The patterns by the cluster that they begin with.
    private static void WriteProviders(Utf8JsonWriter writer, ClientKey key)
    {
        var allowed = key.Models.Patterns.Where(pattern => !pattern.StartsWith('!')).Select(Split).ToLookup(part => part.Cluster, part => part.Model);
        var excluded = key.Models.Patterns.Where(pattern => pattern.StartsWith('!')).Select(pattern => Split(pattern[1..]))
            .ToLookup(part => part.Cluster, part => part.Model);
        writer.WriteBoolean("allow_all_providers"u8, allowed.Contains("*") || allowed.Count == 0 && excluded.Count > 0);
        writer.WriteStartArray("provider_configs"u8);
        foreach (var cluster in allowed.Select(group => group.Key).Concat(excluded.Select(group => group.Key))
            .Distinct(StringComparer.OrdinalIgnoreCase))
        {
            writer.WriteStartObject();
            writer.WriteString("provider"u8, cluster);
            writer.WriteTexts("allowed_models", allowed[cluster]);
            writer.WriteTexts("blacklisted_models", excluded[cluster]);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static (string Cluster, string Model) Split(string pattern)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (pattern, "*") : (pattern[..slash], pattern[(slash + 1)..]);
    }
}
