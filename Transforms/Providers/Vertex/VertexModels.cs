using Iris.Transforms.GoogleImages;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>
/// What Vertex AI's models take (providers-native, sections 1.1, 1.2 and 2.3). The first row that covers a model counts; the last one
/// covers every name that is not Imagen's. Correct a row here and nothing else has to change.
/// </summary>
public static class VertexModels
{
    // No user: labels are for bills, and people's identities do not belong there.
    private const Requests.ImageParameters Image =
        N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | InputImages | Seed | NegativePrompt | AspectRatio
        | Resolution;

    // The newest Imagen models ignore a negative prompt; that they refuse it is not known.
    private const Requests.ImageParameters Imagen =
        N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | Seed | NegativePrompt | AspectRatio | Resolution;

    // Cloud Storage, and what anybody can fetch.
    private static readonly string[] Files = ["gs://", "https://"];

    private static readonly GoogleModel[] Rows =
    [
        new()
        {
            Capabilities = new() { Models = "gemini-3.1-flash-image*", Accepts = Image | PartialImages, MaxImages = 1 },
            Ratios = GoogleShapes.WideGeminiRatios,
            Tiers = ["512", "1K", "2K", "4K"],
            ShowsDrafts = true,
            FileAddresses = Files,
            FilesNeedType = true,
        },
        new()
        {
            Capabilities = new() { Models = "gemini-3-pro-image*", Accepts = Image | PartialImages, MaxImages = 1 },
            Tiers = ["1K", "2K", "4K"],
            ShowsDrafts = true,
            FileAddresses = Files,
            FilesNeedType = true,
        },
        // 1K only, and not to be told so.
        new() { Capabilities = new() { Models = "gemini-2.*", Accepts = Image, MaxImages = 1 }, FileAddresses = Files, FilesNeedType = true },
        new()
        {
            Capabilities = new() { Models = "imagen-4.0-fast*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
        },
        new()
        {
            Capabilities = new() { Models = "imagen-3*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
        },
        // imagegeneration@006 and its forerunners.
        new()
        {
            Capabilities = new() { Models = "imagegeneration*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
        },
        // Imagen 4 and 4 Ultra, and whatever follows them.
        new()
        {
            Capabilities = new() { Models = "imagen*", Accepts = Imagen, MaxImages = 4, Streams = false },
            Family = GoogleFamily.Imagen,
            Ratios = GoogleShapes.ImagenRatios,
            Tiers = ["1K", "2K"],
        },
        // Gemini models younger than this table.
        new()
        {
            Capabilities = new() { Models = "*", Accepts = Image, MaxImages = 1 },
            Tiers = ["1K", "2K", "4K"],
            FileAddresses = Files,
            FilesNeedType = true,
        },
    ];

    /// <summary>The row of a model.</summary>
    public static GoogleModel Of(string model) => Array.Find(Rows, row => row.Capabilities.Covers(GoogleCall.NameOf(model)))!;
}
