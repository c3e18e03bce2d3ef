using System.Text.Json;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>One finding of FastAPI's validation, <c>{"loc": ["body", "size"], "msg", "type"}</c> (docs/contract.md, section 6.3).</summary>
/// <param name="Message"><c>msg</c>; null when missing.</param>
/// <param name="Type"><c>type</c>, for instance <c>missing</c>; null when missing.</param>
/// <param name="Location"><c>loc</c> joined by dots, without a leading <c>body</c> unless it is the only part; null when missing.</param>
public readonly record struct FastApiFinding(string? Message, string? Type, string? Location);

/// <summary>Reads FastAPI's <c>detail</c> when it is a list of findings.</summary>
public static class FastApiDetail
{
    // The longest path into a request that is repeated.
    private const int MaxLocation = 256;

    /// <summary>The findings; empty when the first item is not a finding.</summary>
    public static IReadOnlyList<FastApiFinding> Findings(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Array || detail.GetArrayLength() == 0 || detail[0].ValueKind != JsonValueKind.Object)
            return [];
        var findings = new List<FastApiFinding>();
        foreach (var item in detail.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
                findings.Add(new FastApiFinding(ErrorJson.Text(item, "msg"), ErrorJson.Text(item, "type"), Location(item)));
        }
        return findings;
    }

    // For instance ["body", "size"] or ["body", "loras", 0].
    private static string? Location(JsonElement item)
    {
        if (!item.TryGetProperty("loc", out var loc) || loc.ValueKind != JsonValueKind.Array)
            return null;
        var parts = loc.EnumerateArray().Select(part => part.ToString()).ToList();
        if (parts.Count > 1 && parts[0] == "body")
            parts.RemoveAt(0);
        return parts.Count == 0 ? null : ShortText.Cut(string.Join('.', parts), MaxLocation);
    }
}
