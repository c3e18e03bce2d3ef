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
    public IReadOnlyList<string> Tiers { get; init; } = [];
}

/// <summary>
/// What OpenRouter's models accept (docs/providers/openrouter.md, "Request" and "Models"). The first row that covers a model counts. The images
/// route has one set of members for all models and checks them itself; chat models accept fewer. Correct a row here and nothing else has to change.
/// </summary>
internal static class OpenRouterModels
{
    /// <summary>Models to list.</summary>
    public static readonly string[] Known =
    [
        "google/gemini-3.1-flash-image", "google/gemini-3-pro-image", "google/gemini-2.5-flash-image", "openai/gpt-5-image", "openai/gpt-5-image-mini",
        "black-forest-labs/flux.2-pro", "bytedance-seed/seedream-4.5", "sourceful/riverflow-v2-pro",
    ];

    private const ImageParameters OnImagesRoute =
        N | Size | Quality | Background | OutputFormat | OutputCompression | InputImages | Seed | AspectRatio | Resolution | User;
    private const ImageParameters OnChatRoute = N | Size | InputImages | Seed | AspectRatio | User;

    private sealed record Entry(string Models, bool IsChat = false, bool Speaks = true, int MaxImages = 10, bool HasTiers = false, ImageParameters ChatTakes = None);

    private static readonly Entry[] Table =
    [
        // Older names, from before the images route.
        new("google/gemini-2.5-flash-image-preview*", IsChat: true, MaxImages: 1),
        new("google/gemini-3-pro-image-preview*", IsChat: true, MaxImages: 1, HasTiers: true),
        new("google/gemini-3.1-flash-image-preview*", IsChat: true, MaxImages: 1, HasTiers: true),
        // Chat models that draw through a tool.
        new("openai/gpt-5*", IsChat: true, ChatTakes: Quality | Background | OutputFormat),
        // The models of authors that return one picture per call reject a larger n.
        new("google/gemini-2.5-*", MaxImages: 1),
        new("google/*", MaxImages: 1, HasTiers: true),
        new("openai/*", ChatTakes: Quality | Background | OutputFormat),
        new("black-forest-labs/*", Speaks: false, MaxImages: 1),
        new("sourceful/*", Speaks: false, MaxImages: 1, HasTiers: true),
        new("bytedance-seed/*", Speaks: false),
        new("recraft/*", Speaks: false),
        new("*"),
    ];

    private static readonly string[] AllTiers = ["1K", "2K", "4K"];

    private static readonly string[] ImagesRouteRatios =
    [
        "1:1", "1:2", "1:4", "1:8", "2:1", "2:3", "2.35:1", "3:2", "3:4", "4:1", "4:3", "4:5", "5:2", "5:4", "8:1", "9:16", "16:9",
        "9:19.5", "19.5:9", "9:20", "20:9", "9:21", "21:9",
    ];

    private static readonly (Entry Entry, OpenRouterRow Images, OpenRouterRow Chat)[] Rows =
        Array.ConvertAll(Table, entry => (entry, ImagesRow(entry), ChatRow(entry)));

    /// <summary>The row of a model on a destination; the destination's setting <c>Chat</c> may override the table's route.</summary>
    public static OpenRouterRow Of(string model, IReadOnlyDictionary<string, string> settings)
    {
        var (entry, images, chat) = Find(model);
        return (IsListed(model, settings) ?? entry.IsChat) ? chat : images;
    }

    private static (Entry Entry, OpenRouterRow Images, OpenRouterRow Chat) Find(string model) =>
        Array.Find(Rows, row => ModelCapabilities.Covers(row.Entry.Models, model));

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

    private static OpenRouterRow ImagesRow(Entry entry) => new()
    {
        Models = entry.Models,
        Accepts = OnImagesRoute,
        MaxImages = entry.MaxImages,
        Shape = Shape.Ratio(ImagesRouteRatios),
        Tiers = ["512", .. AllTiers],
    };

    private static OpenRouterRow ChatRow(Entry entry) => new()
    {
        Models = entry.Models,
        Accepts = OnChatRoute | entry.ChatTakes | (entry.HasTiers ? Resolution : None),
        MaxImages = 1,
        Shape = Shape.Ratio(Ratios.Gemini),
        IsChat = true,
        Speaks = entry.Speaks,
        Tiers = entry.HasTiers ? AllTiers : [],
    };
}
