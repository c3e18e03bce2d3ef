using System.Collections.Frozen;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>
/// The words of a failure in JSON, whatever form a server uses: a text, an object with a message, or a list of either
/// (<c>errors</c> of Cloudflare and Stability, <c>issues</c> of Zod), of which the first item counts.
/// </summary>
/// <param name="Message">The message, at most 4096 characters; null when there is none.</param>
/// <param name="Code">The code; a number becomes a text. Null when there is none.</param>
public readonly record struct ErrorWords(string? Message, string? Code)
{
    // The deepest list in a list that is followed.
    private const int MaxDepth = 4;
    private const int MaxCode = 256;

    private static readonly string[] Messages = ["message", "msg", "error_message", "errorMessage", "error_description", "detail", "title"];
    private static readonly string[] Lists = ["errors", "issues"];
    // Every member of every good answer is looked up here.
    private static readonly FrozenSet<string> Members = ((string[])[.. Messages, .. Lists]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a member of a whole answer holds words about its failure.</summary>
    internal static bool IsMember(string name) => Members.Contains(name);

    /// <summary>Reads a raw value; empty when it is not valid JSON.</summary>
    public static ErrorWords Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return default;
        byte[] wrapped = [.. "{\"_\":"u8, .. json, .. "}"u8];
        return ErrorJson.Read<ErrorWords>(wrapped, static root => root.TryGetProperty("_", out var value) ? Of(value) : default);
    }

    /// <summary>Reads a text, an object or a list.</summary>
    public static ErrorWords Of(JsonElement value) => Of(value, MaxDepth);

    private static ErrorWords Of(JsonElement value, int depth) => (depth, value.ValueKind) switch
    {
        (_, JsonValueKind.String) => new ErrorWords(Told(ErrorJson.Text(value)), null),
        (> 0, JsonValueKind.Object) => OfObject(value, depth - 1),
        (> 0, JsonValueKind.Array) => FirstOf(value.EnumerateArray(), depth - 1),
        _ => default,
    };

    private static ErrorWords OfObject(JsonElement value, int depth)
    {
        string? message = null;
        foreach (var name in Messages)
            message ??= value.TryGetProperty(name, out var told) && told.ValueKind != JsonValueKind.Object ? Of(told, depth).Message : null;
        var first = new ErrorWords();
        foreach (var name in Lists)
        {
            if (first.Message is null && value.TryGetProperty(name, out var list))
                first = list.ValueKind == JsonValueKind.Object
                    ? FirstOf(list.EnumerateObject().Select(member => member.Value), depth)
                    : Of(list, depth);
        }
        return new ErrorWords(Join(message, first.Message), ErrorJson.Word(value, "code", MaxCode) ?? first.Code ?? Name(value));
    }

    private static ErrorWords FirstOf(IEnumerable<JsonElement> items, int depth)
    {
        foreach (var item in items)
        {
            if (Of(item, depth) is { Message: not null } words)
                return words;
        }
        return default;
    }

    /// <summary>Two texts in one, when the second adds something to the first.</summary>
    internal static string? Join(string? first, string? second) =>
        first is null ? second
        : second is null || first.Contains(second, StringComparison.OrdinalIgnoreCase) ? first
        : ShortText.Cut($"{first.TrimEnd('.', ':', ' ')}: {second}", ImageError.MaxMessageLength);

    private static string? Told(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // Stability and Zod name a failure's class "name"; a longer text is no name.
    private static string? Name(JsonElement value) => ErrorJson.Text(value, "name", MaxCode) is { } name && name.All(IsOfName) ? name : null;

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
