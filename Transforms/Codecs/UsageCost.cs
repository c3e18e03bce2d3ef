using System.Text.Json;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs;

/// <summary>Reads what a <c>usage</c> object says beside its counts.</summary>
internal static class UsageCost
{
    /// <summary>A number of the object; null when there is none, or one that a <see cref="decimal"/> cannot hold.</summary>
    /// <param name="usage">The raw object.</param>
    /// <param name="name">The member's name.</param>
    public static decimal? Number(ReadOnlySpan<byte> usage, ReadOnlySpan<byte> name) =>
        TryFind(usage, name, out var reader) && reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) ? number : null;

    /// <summary>Whether a member of the object is <c>true</c>.</summary>
    /// <param name="usage">The raw object.</param>
    /// <param name="name">The member's name.</param>
    public static bool IsTrue(ReadOnlySpan<byte> usage, ReadOnlySpan<byte> name) =>
        TryFind(usage, name, out var reader) && reader.TokenType == JsonTokenType.True;

    /// <summary>A member that is an object; empty when there is none.</summary>
    /// <param name="usage">The raw object.</param>
    /// <param name="name">The member's name.</param>
    public static ReadOnlySpan<byte> Object(ReadOnlySpan<byte> usage, ReadOnlySpan<byte> name)
    {
        if (!TryFind(usage, name, out var reader) || reader.TokenType != JsonTokenType.StartObject)
            return [];
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return usage[start..(int)reader.BytesConsumed];
    }

    private static bool TryFind(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out Utf8JsonReader reader)
    {
        reader = new Utf8JsonReader(json);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = JsonText.Equals(reader.ValueSpan, name);
            reader.Read();
            if (isIt)
                return true;
            reader.Skip();
        }
        return false;
    }
}
