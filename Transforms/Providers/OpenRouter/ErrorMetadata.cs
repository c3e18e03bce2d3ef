using System.Text;
using System.Text.Json;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// An error's <c>metadata</c>: which provider behind OpenRouter failed, and its own error. <c>flagged_input</c>, a part of the prompt, is never
/// read.
/// </summary>
/// <param name="Provider"><c>provider_name</c>.</param>
/// <param name="ErrorType"><c>error_type</c>, for instance <c>content_policy_violation</c>.</param>
/// <param name="Reasons">Why a moderation flagged the prompt; empty when none did.</param>
/// <param name="Raw">The provider's own answer, when it is JSON.</param>
/// <param name="RawText">The provider's own answer, when it is a text.</param>
internal sealed record ErrorMetadata(string? Provider, string? ErrorType, IReadOnlyList<string> Reasons, ReadOnlyMemory<byte>? Raw, string? RawText)
{
    private const int MaxReasons = 16;
    private const int MaxText = 1024;
    private const int MaxWord = 64;

    /// <summary>Reads the metadata of a failure's body; null when there is none.</summary>
    public static ErrorMetadata? Read(ReadOnlyMemory<byte> body) => ErrorJson.Read(body, static root =>
    {
        var error = root.TryGetProperty("error", out var inner) ? inner : root;
        return error.ValueKind == JsonValueKind.Object && ErrorJson.Object(error, "metadata") is { } metadata ? Of(metadata) : null;
    });

    private static ErrorMetadata Of(JsonElement metadata)
    {
        ReadOnlyMemory<byte>? raw = null;
        string? text = null;
        if (metadata.TryGetProperty("raw", out var value))
        {
            if (value.ValueKind == JsonValueKind.Object)
                raw = Encoding.UTF8.GetBytes(value.GetRawText());
            else if (value.ValueKind == JsonValueKind.String)
                text = value.GetString()!.Trim();
        }
        if (text is { Length: > 0 } && text[0] is '{' or '[')
            (raw, text) = (Encoding.UTF8.GetBytes(text), null);
        // An HTML page has no message for the client.
        if (text is { Length: 0 } || text?[0] == '<')
            text = null;
        return new ErrorMetadata(
            ErrorJson.Text(metadata, "provider_name", MaxWord), ErrorJson.Text(metadata, "error_type", MaxWord), ReasonsOf(metadata), raw,
            text is null ? null : ShortText.Cut(text, MaxText));
    }

    private static List<string> ReasonsOf(JsonElement metadata)
    {
        var reasons = new List<string>();
        if (!metadata.TryGetProperty("reasons", out var list) || list.ValueKind != JsonValueKind.Array)
            return reasons;
        foreach (var reason in list.EnumerateArray())
        {
            if (reasons.Count < MaxReasons && reason.ValueKind == JsonValueKind.String)
                reasons.Add(ShortText.Cut(reason.GetString()!));
        }
        return reasons;
    }
}
