using System.Text.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// Members of a provider's <c>usage</c> that keep their names. One whose name ends in <c>_tokens</c> is a count and becomes a whole number; a value
/// that is none is left out, and so is null. Of members with the same name the first one counts.
/// </summary>
internal sealed class UsageMembers
{
    private readonly List<(string Name, JsonElement Value, long? Count)> _members = [];

    /// <summary>Creates an empty list.</summary>
    public UsageMembers()
    {
    }

    /// <summary>Creates the list of an object's members; empty when there is no object.</summary>
    public UsageMembers(JsonElement? details)
    {
        if (details is not { } known)
            return;
        foreach (var member in known.EnumerateObject())
            Add(member);
    }

    /// <summary>True when nothing is left to write.</summary>
    public bool IsEmpty => _members.Count == 0;

    /// <summary>Whether a member counts tokens.</summary>
    public bool HasCount => _members.Exists(member => member.Count is not null);

    /// <summary>Whether a member names a price (<c>cost</c>, <c>cost_in_usd_ticks</c>).</summary>
    public bool HasCost => _members.Exists(member =>
        member.Value.ValueKind == JsonValueKind.Number && member.Name.StartsWith("cost", StringComparison.Ordinal));

    /// <summary>Adds a member.</summary>
    public void Add(JsonProperty member)
    {
        var isCount = member.Name.EndsWith("_tokens", StringComparison.Ordinal);
        var count = isCount ? UsageObject.Count(member.Value) : null;
        if (member.Value.ValueKind == JsonValueKind.Null || (isCount && count is null) || IndexOf(member.Name) >= 0)
            return;
        _members.Add((member.Name, member.Value, count));
    }

    /// <summary>The count with that name; null when there is none.</summary>
    public long? Count(string name) => IndexOf(name) is >= 0 and var index ? _members[index].Count : null;

    /// <summary>Writes the members.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="except">Names of members that have been written.</param>
    public void Write(Utf8JsonWriter writer, params ReadOnlySpan<string> except)
    {
        foreach (var (name, value, count) in _members)
        {
            if (except.Contains(name))
                continue;
            writer.WritePropertyName(name);
            if (count is { } number)
                writer.WriteNumberValue(number);
            else
                value.WriteTo(writer);
        }
    }

    private int IndexOf(string name) => _members.FindIndex(member => member.Name == name);
}
