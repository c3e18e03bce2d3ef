using System.Text;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Collects why an answer of Google's may hold no picture, and turns that into an error: moderation in any form is the caller's fault (400
/// <c>moderation_blocked</c>), an answer without a reason is the provider's (502 <c>no_image</c>). Lists of reasons: docs/providers/gemini.md,
/// "Failures".
/// </summary>
internal sealed class GoogleRefusal
{
    private const int MaxWord = 256;
    private const int MaxReasons = 4;

    // Parts of the finish reasons of filters: SAFETY, IMAGE_SAFETY, PROHIBITED_CONTENT, IMAGE_RECITATION, …
    private static readonly string[] Filters = ["SAFETY", "PROHIBITED", "BLOCKLIST", "SPII", "RECITATION"];

    private readonly SortedSet<string> _categories = new(StringComparer.Ordinal);
    private readonly List<string> _filtered = [];
    private string? _blockReason;
    private string? _blockMessage;
    private string? _finishMessage;

    /// <summary>Whether the provider filtered a picture for a reason.</summary>
    public bool HasFiltered => _filtered.Count > 0;

    /// <summary>The finish reason of a candidate; null when there is none.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Whether the provider withholds the picture, for the prompt or for what it has drawn.</summary>
    public bool IsBlocked => _blockReason is not null || IsFiltered;

    private bool IsFiltered => FinishReason is { } reason && Array.Exists(Filters, filter => reason.Contains(filter, StringComparison.Ordinal));

    /// <summary>Takes a member of the answer.</summary>
    public void Note(string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "finishReason":
                FinishReason = Word(json) ?? FinishReason;
                break;
            case "finishMessage":
                _finishMessage = Word(json, 1024) ?? _finishMessage;
                break;
            case "promptFeedback" or "safetyRatings":
                Read(json);
                break;
        }
    }

    /// <summary>Takes the reason why one picture of several was filtered.</summary>
    /// <returns>The shortened reason; null when it is empty.</returns>
    public string? NoteFiltered(ReadOnlySpan<byte> json)
    {
        var reason = Word(json, 1024);
        if (reason is not null && _filtered.Count < MaxReasons && !_filtered.Contains(reason))
            _filtered.Add(reason);
        return reason;
    }

    /// <summary>The error for an answer of Gemini's without a picture.</summary>
    /// <param name="text">The model's text.</param>
    public ImageError ToError(string? text)
    {
        if (_blockReason is not null)
            return Blocked("prompt", _blockReason, _blockMessage, "input");
        if (IsFiltered)
            return Blocked("picture", FinishReason, _finishMessage ?? text, "output");
        var details = Sentences(FinishReason, _finishMessage, text);
        return new ImageError
        {
            Status = 502,
            Type = "provider_response_invalid",
            Code = "no_image",
            Message = Cut("The provider answered with success but without an image" + (details.Length == 0 ? "." : $": {details}")),
        };
    }

    /// <summary>The error for an answer of Imagen's without a picture: every picture was filtered, with or without a reason.</summary>
    public ImageError ToFilteredError() => _filtered.Count == 0
        ? Blocked("picture", null, "it gave no reason", "output")
        : Blocked("picture", string.Join("; ", _filtered), null, "output");

    private ImageError Blocked(string what, string? reason, string? message, string stage)
    {
        var told = Sentences(reason, message, _categories.Count == 0 ? null : string.Join(", ", _categories));
        return new ImageError
        {
            Status = 400,
            Type = "image_generation_user_error",
            Code = "moderation_blocked",
            Param = "prompt",
            Message = Cut($"The provider blocked the {what}: {told}"),
            ModerationDetails = Details(reason, stage),
        };
    }

    private byte[] Details(string? reason, string stage)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            if (reason is not null)
                writer.WriteString("provider_reason"u8, reason);
            writer.WriteString("moderation_stage"u8, stage);
            if (_categories.Count > 0)
            {
                writer.WriteStartArray("categories"u8);
                foreach (var category in _categories)
                    writer.WriteStringValue(category);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            var ratings = root;
            if (root.ValueKind == JsonValueKind.Object)
            {
                _blockReason = Text(root, "blockReason") ?? _blockReason;
                _blockMessage = Text(root, "blockReasonMessage") ?? _blockMessage;
                GoogleNames.TryGet(root, "safetyRatings", out ratings);
            }
            if (ratings.ValueKind != JsonValueKind.Array)
                return;
            foreach (var rating in ratings.EnumerateArray())
            {
                if (rating.ValueKind == JsonValueKind.Object && rating.TryGetProperty("blocked", out var blocked)
                    && blocked.ValueKind == JsonValueKind.True && Text(rating, "category") is { } category && _categories.Count < 16)
                {
                    _categories.Add(category);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Unreadable details explain nothing; the error is reported without them.
        }
    }

    private static string? Text(JsonElement element, string name) =>
        GoogleNames.TryGet(element, name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? ShortText.Cut(text, MaxWord)
            : null;

    private static string? Word(ReadOnlySpan<byte> json, int most = MaxWord) =>
        json.Length > 2 && json[0] == (byte)'"' ? ShortText.Cut(JsonText.Unescape(json[1..^1]), most) : null;

    private static string Sentences(params ReadOnlySpan<string?> texts)
    {
        var sentences = new StringBuilder();
        foreach (var text in texts)
        {
            if (text is not null)
                sentences.Append(sentences.Length == 0 ? "" : sentences[^1] == '.' ? " " : ". ").Append(text);
        }
        return sentences.ToString();
    }

    private static string Cut(string text) => ShortText.Cut(text, ImageError.MaxMessageLength);
}
