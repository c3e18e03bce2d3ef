using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>A row of the table: what models accept and return on their route.</summary>
internal sealed record OpenRouterRow : ModelCapabilities
{
    /// <summary>Whether the models are called through chat completions.</summary>
    public bool IsChat { get; init; }
    /// <summary>Whether the models also return text: a model that does not rejects a request for it.</summary>
    public bool Speaks { get; init; }
    /// <summary>The values of <c>resolution</c> or <c>image_size</c>, in ascending order; empty when the model does not accept it.</summary>
    public IReadOnlyList<string> Tiers => Shape.Values.Tiers ?? [];
    /// <inheritdoc/>
    public override string Form => IsChat ? "chat" : "images";
}

/// <summary>
/// What OpenRouter's models accept (docs/providers/openrouter.md, "Request" and "Models"). The first row that covers a model counts. The images
/// route has one set of members for all models and checks them itself; chat models accept fewer. Correct a row here and nothing else has to change.
/// </summary>
internal static class OpenRouterModels
{
    private const ImageParameters OnImagesRoute =
        N | Size | Quality | Background | OutputFormat | OutputCompression | Seed | AspectRatio | Resolution | User;
    private const ImageParameters OnChatRoute = N | Size | Seed | AspectRatio | User;

    private sealed record Entry(string Models, params string[] Listed)
    {
        public bool IsChat { get; init; }
        public bool Speaks { get; init; } = true;
        public bool HasTiers { get; init; }
        // Most models return one picture per call and reject a larger n.
        public int MaxImages { get; init; } = 1;
        public int MaxInputs { get; init; } = 16;
        public ImageParameters ChatTakes { get; init; }
    }

    private const ImageParameters OfOpenAI = Quality | Background | OutputFormat;

    private static readonly Entry[] Table =
    [
        new("google/gemini-nano-banana-2.1*", "google/gemini-nano-banana-2.1") { HasTiers = true, MaxInputs = 14 },
        // Older names, from before the images route.
        new("google/gemini-2.5-flash-image-preview*") { IsChat = true },
        new("google/gemini-3-pro-image-preview*") { IsChat = true, HasTiers = true },
        new("google/gemini-3.1-flash-image-preview*") { IsChat = true, HasTiers = true },
        new("google/gemini-2.5-*"),
        new("google/*", "google/gemini-3-pro-image", "google/gemini-3.1-flash-lite-image") { HasTiers = true, MaxInputs = 14 },
        new("openai/gpt-image-2", "openai/gpt-image-2") { MaxImages = 10, ChatTakes = OfOpenAI },
        new("openai/gpt-image-*", "openai/gpt-image-2.5-sunburst", "openai/gpt-image-2.5-flare") { ChatTakes = OfOpenAI },
        // A model of the images route, whatever its name; the other chat models draw through a tool.
        new("openai/gpt-5.4-image*", "openai/gpt-5.4-image-2") { ChatTakes = OfOpenAI },
        new("openai/gpt-5*", "openai/gpt-5-image", "openai/gpt-5-image-mini") { IsChat = true, ChatTakes = OfOpenAI },
        new("openai/*") { ChatTakes = OfOpenAI },
        new(
            "black-forest-labs/*",
            "black-forest-labs/flux-3-image", "black-forest-labs/flux.2-max", "black-forest-labs/flux.2-pro", "black-forest-labs/flux.2-flex",
            "black-forest-labs/flux.2-klein-4b") { Speaks = false },
        new("bytedance-seed/seedream-5-0-pro", "bytedance-seed/seedream-5-0-pro") { Speaks = false, MaxImages = 10 },
        new("bytedance-seed/seedream-4.5", "bytedance-seed/seedream-4.5") { Speaks = false, MaxImages = 10 },
        new("bytedance-seed/*", "bytedance-seed/seedream-5-0-lite", "bytedance-seed/seedream-5-0-flash") { Speaks = false },
        new("qwen/qwen-image-3-pro", "qwen/qwen-image-3-pro") { Speaks = false, MaxImages = 10 },
        new("qwen/qwen-image*", "qwen/qwen-image-3") { Speaks = false },
        new("x-ai/*", "x-ai/grok-imagine-image-2.0") { Speaks = false },
        new("recraft/*", "recraft/recraft-v4.1", "recraft/recraft-v4.1-pro", "recraft/recraft-v4", "recraft/recraft-v3") { Speaks = false },
        new("microsoft/*", "microsoft/mai-image-2.6", "microsoft/mai-image-2.6-flash") { Speaks = false },
        new("krea/*", "krea/krea-2-large", "krea/krea-2-medium") { Speaks = false },
        new("sourceful/*", "sourceful/riverflow-v2.5-pro", "sourceful/riverflow-v2.5-fast") { Speaks = false, HasTiers = true },
        new("*"),
    ];

    private static readonly string[] AllTiers = ["1K", "2K", "4K"];

    private static readonly string[] ImagesRouteRatios =
    [
        "1:1", "1:2", "1:4", "1:8", "2:1", "2:3", "2.35:1", "3:2", "3:4", "4:1", "4:3", "4:5", "5:2", "5:4", "8:1", "9:16", "16:9",
        "9:19.5", "19.5:9", "9:20", "20:9", "9:21", "21:9",
    ];

    // The same line of the table for both routes.
    private static readonly OpenRouterRow[] Images = Array.ConvertAll(Table, ImagesRow);
    private static readonly OpenRouterRow[] Chat = Array.ConvertAll(Table, ChatRow);

    /// <summary>The table: each model on its own route.</summary>
    public static IReadOnlyList<OpenRouterRow> Rows { get; } = [.. Table.Select((entry, i) => entry.IsChat ? Chat[i] : Images[i])];

    /// <summary>The row of a model on a destination; the destination's setting <c>Chat</c> may override the table's route.</summary>
    public static OpenRouterRow Of(string model, IReadOnlyDictionary<string, string> settings)
    {
        if (IsListed(model, settings) is { } isChat)
            return ModelCapabilities.Of(isChat ? Chat : Images, model);
        return ModelCapabilities.Of(Rows, model);
    }

    // The setting is "model-a, model-b*, !model-c": the first entry that covers the model decides; null when none does.
    private static bool? IsListed(string model, IReadOnlyDictionary<string, string> settings)
    {
        if (!settings.TryGetValue("Chat", out var list))
            return null;
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var isNot = name[0] == '!';
            if (ModelCapabilities.Covers(isNot ? name.AsSpan(1).Trim() : name, model))
                return !isNot;
        }
        return null;
    }

    private static OpenRouterRow ImagesRow(Entry entry) => Row(entry) with
    {
        Accepts = OnImagesRoute,
        MaxImages = entry.MaxImages,
        Shape = Shape.Ratio(ImagesRouteRatios) with { Tiers = ["512", .. AllTiers] },
    };

    private static OpenRouterRow ChatRow(Entry entry) => Row(entry) with
    {
        Accepts = OnChatRoute | entry.ChatTakes | (entry.HasTiers ? Resolution : None),
        MaxImages = 1,
        Shape = Shape.Ratio(Ratios.Gemini) with { Tiers = entry.HasTiers ? AllTiers : [] },
        IsChat = true,
        Speaks = entry.Speaks,
    };

    private static OpenRouterRow Row(Entry entry) => new()
    {
        Models = entry.Models,
        Listed = entry.Listed,
        Accepts = None,
        Edits = new() { MostInputs = entry.MaxInputs, TakesUrls = true, MediaTypes = ["image/png", "image/jpeg", "image/webp"] },
    };
}
