using Iris.Transforms.GoogleImages;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>
/// What the Gemini API's models take (providers-native, sections 1.1 and 1.2). The first row that covers a model counts; the last one
/// covers every name that is not Imagen's. Correct a row here and nothing else has to change.
/// </summary>
public static class GeminiModels
{
    // No output format: the API cannot be told one (Vertex can). No user: it has no place for it.
    private const Requests.ImageParameters Image =
        N | Size | Quality | Background | Moderation | InputImages | Seed | NegativePrompt | AspectRatio | Resolution;

    // Seed, negative prompt and these extras are Vertex's: Google's own SDK refuses them here.
    private const Requests.ImageParameters Imagen =
        N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | AspectRatio | Resolution;

    private static readonly string[] VertexOnly = ["addWatermark", "enhancePrompt", "storageUri", "labels"];

    // Pictures that were uploaded through the Files API.
    private static readonly string[] Files = ["https://generativelanguage.googleapis.com/"];

    private static readonly GoogleModel[] Rows =
    [
        new()
        {
            Capabilities = new() { Models = "gemini-3.1-flash-image*", Accepts = Image | PartialImages, MaxImages = 1 },
            Ratios = GoogleShapes.WideGeminiRatios,
            Tiers = ["512", "1K", "2K", "4K"],
            ShowsDrafts = true,
            FileAddresses = Files,
        },
        new()
        {
            Capabilities = new() { Models = "gemini-3-pro-image*", Accepts = Image | PartialImages, MaxImages = 1 },
            Tiers = ["1K", "2K", "4K"],
            ShowsDrafts = true,
            FileAddresses = Files,
        },
        // 1K only, and not to be told so.
        new() { Capabilities = new() { Models = "gemini-2.*", Accepts = Image, MaxImages = 1 }, FileAddresses = Files },
        new()
        {
            Capabilities = new() { Models = "imagen-4.0-fast*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
            Refuses = VertexOnly,
        },
        new()
        {
            Capabilities = new() { Models = "imagen-3*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
            Refuses = VertexOnly,
        },
        // Imagen 4 and 4 Ultra, and whatever follows them.
        new()
        {
            Capabilities = new() { Models = "imagen*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
            Tiers = ["1K", "2K"],
            Refuses = VertexOnly,
        },
        // Gemini models younger than this table.
        new()
        {
            Capabilities = new() { Models = "*", Accepts = Image, MaxImages = 1 },
            Tiers = ["1K", "2K", "4K"],
            FileAddresses = Files,
        },
    ];

    /// <summary>The row of a model.</summary>
    public static GoogleModel Of(string model) => Array.Find(Rows, row => row.Capabilities.Covers(GoogleCall.NameOf(model)))!;
}
