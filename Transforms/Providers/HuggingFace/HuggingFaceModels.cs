using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Families.Nebius;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.HuggingFace;

/// <summary>A row of the table; its names begin with the inference provider.</summary>
internal sealed record HuggingFaceRow : ModelCapabilities
{
    /// <summary>For Replicate: the input member with the number of pictures; null when there is none.</summary>
    public string? CountMember { get; init; }
    /// <summary>For fal: true when the model takes minutes, so that the call is queued.</summary>
    public bool IsSlow { get; init; }
    /// <summary>For fal: true when the model takes a size as a text and not as width and height.</summary>
    public bool TakesSizeAsText { get; init; }
    /// <summary>For Replicate: the input's name of JPEG in <c>output_format</c>.</summary>
    public string Jpeg { get; init; } = "jpg";
    /// <inheritdoc/>
    public override string Form => Models[..Math.Max(0, Models.IndexOf('/'))] + (CountMember is null ? "" : "+n");
}

/// <summary>
/// What the models behind the router accept (docs/providers/huggingface.md, "Request" and "Models"). The first row that covers a model counts.
/// Correct a row here and nothing else has to change.
/// </summary>
internal static class HuggingFaceModels
{
    /// <summary>A model to name in a message.</summary>
    public const string Example = "hf-inference/black-forest-labs/FLUX.1-schnell";

    private const ImageParameters Diffusion = N | Size | Seed | NegativePrompt | NumInferenceSteps | AspectRatio | Resolution;
    private const ImageParameters Fal = Diffusion | ResponseFormat | OutputFormat | ImageParameters.Moderation;
    private const ImageParameters Replicate =
        N | Size | AspectRatio | OutputFormat | OutputCompression | ImageParameters.Moderation | Seed | NegativePrompt
        | NumInferenceSteps | ResponseFormat;

    // In the order of the models' own pages; reports list them in this order.
    private static readonly string[] UltraRatios = ["21:9", "16:9", "4:3", "3:2", "1:1", "2:3", "3:4", "9:16", "9:21"];
    private static readonly string[] ImagenRatios = ["1:1", "16:9", "9:16", "4:3", "3:4"];
    private static readonly string[] IdeogramRatios = ["10:16", "16:10", "9:16", "16:9", "4:3", "3:4", "1:1", "1:3", "3:1", "3:2", "2:3"];
    private static readonly IReadOnlyList<string> GeminiRatios = Ratios.WidestFirst(Ratios.Gemini);

    // The makers ended these models, whoever offers them.
    private static readonly Retirement EndOfImagen = Retirement.Since("2026-08-17");
    private static readonly EditCapabilities OneInput = new() { MostInputs = 1, TakesUrls = true };
    private static readonly EditCapabilities Filled = OneInput with { Mask = MaskForm.White };

    /// <summary>The table.</summary>
    public static IReadOnlyList<HuggingFaceRow> Rows { get; } =
    [
        FalRatio("fal-ai/fal-ai/flux-pro/v1.1-ultra*", UltraRatios),
        FalRatio("fal-ai/fal-ai/flux-pro/kontext*", UltraRatios) with { Edits = OneInput },
        FalRatio("fal-ai/fal-ai/flux-kontext*", UltraRatios) with { Edits = OneInput },
        FalRatio("fal-ai/fal-ai/imagen4*", ImagenRatios) with { Retired = EndOfImagen },
        Row("fal-ai/fal-ai/nano-banana-pro*", Fal, 4) with { Shape = Shape.Ratio(GeminiRatios), Edits = new() { MostInputs = 14, TakesUrls = true } },
        FalRatio("fal-ai/fal-ai/nano-banana*", GeminiRatios) with { Edits = new() { MostInputs = 14, TakesUrls = true } },
        FalRatio("fal-ai/fal-ai/ideogram/v2*", IdeogramRatios),
        Row("fal-ai/fal-ai/gpt-image*", N | Size | Quality | Background | OutputFormat | ResponseFormat, 4) with
        {
            Edits = new() { MostInputs = 16, TakesUrls = true },
            Shape = Shape.AsAsked,
            TakesSizeAsText = true,
            IsSlow = true,
        },
        Row("fal-ai/fal-ai/hidream-i1-full*", Fal, 4) with { IsSlow = true },
        Row("fal-ai/fal-ai/flux-pro/v1/fill*", Fal, 4) with { Edits = Filled },
        Row("fal-ai/fal-ai/flux-2*", Fal, 4) with { Edits = new() { MostInputs = 8, TakesUrls = true } },
        Row("fal-ai/fal-ai/flux/dev/image-to-image*", Fal, 4) with { Edits = OneInput },
        Row("fal-ai/fal-ai/qwen-image-edit*", Fal, 4) with { Edits = OneInput },
        // A server ignores what its model does not read, so that only models are asked for edits that are known to edit.
        Row("fal-ai/*", Fal, 4) with { Listed = ["fal-ai/fal-ai/flux/dev", "fal-ai/fal-ai/flux/schnell"] },

        Row("hf-inference/black-forest-labs/FLUX.1-Kontext*", Diffusion, 1, givesUrl: false) with { Edits = OneInput with { TakesUrls = false } },
        Row("hf-inference/Qwen/Qwen-Image-Edit*", Diffusion, 1, givesUrl: false) with { Edits = OneInput with { TakesUrls = false } },
        // The answer is the bytes of one picture, in a format that the server chooses.
        Row("hf-inference/*", Diffusion, 1, givesUrl: false) with
        {
            Listed = [Example],
        },

        Row("together/google/imagen-*", Diffusion | ResponseFormat | OutputFormat, 4) with { Retired = EndOfImagen },
        Row("together/black-forest-labs/FLUX.1-krea-dev*", Diffusion | ResponseFormat | OutputFormat, 4) with { Retired = Retirement.Since("2026-05-27") },
        Row("together/black-forest-labs/FLUX.1-kontext*", Diffusion | ResponseFormat | OutputFormat, 4) with { Formats = ["png", "jpeg"], Edits = OneInput },
        Row("together/black-forest-labs/FLUX.2*", Diffusion | ResponseFormat | OutputFormat, 4) with
        {
            Formats = ["png", "jpeg"],
            Edits = new() { MostInputs = 8, TakesUrls = true },
        },
        Row("together/*", Diffusion | ResponseFormat | OutputFormat, 4) with
        {
            Listed = ["together/black-forest-labs/FLUX.1-schnell"],
            Formats = ["png", "jpeg"],
        },

        // Inputs differ by model. Most accept a ratio; the number of pictures has different names or does not exist.
        Row("replicate/black-forest-labs/flux-schnell*", Replicate, 4) with
        {
            Listed = ["replicate/black-forest-labs/flux-schnell"],
            Shape = Shape.Ratio(Ratios.Flux),
            CountMember = "num_outputs",
        },
        Row("replicate/black-forest-labs/flux-dev*", Replicate, 4) with
        {
            Edits = OneInput,
            Shape = Shape.Ratio(Ratios.Flux),
            CountMember = "num_outputs",
        },
        Row("replicate/stability-ai/sdxl*", Replicate, 4) with { CountMember = "num_outputs" },
        Row("replicate/minimax/image-01*", Replicate, 9) with { Shape = Shape.Ratio(GeminiRatios), CountMember = "number_of_images" },
        Row("replicate/openai/*", Replicate | Quality | Background, 10) with
        {
            Edits = new() { MostInputs = 16, TakesUrls = true },
            Shape = Shape.Ratio(Ratios.GptImage1),
            CountMember = "number_of_images",
            Jpeg = "jpeg",
        },
        Row("replicate/google/imagen-*", Replicate | Resolution, 1) with { Shape = Shape.Ratio(Ratios.Flux), Retired = EndOfImagen },
        Row("replicate/black-forest-labs/flux-2*", Replicate | Resolution, 1) with { Edits = new() { MostInputs = 8, TakesUrls = true }, Shape = Shape.Ratio(Ratios.Flux) },
        Row("replicate/black-forest-labs/flux-fill*", Replicate | Resolution, 1) with { Edits = Filled, Shape = Shape.Ratio(Ratios.Flux) },
        Row("replicate/black-forest-labs/*", Replicate | Resolution, 1) with { Edits = OneInput, Shape = Shape.Ratio(Ratios.Flux) },
        Row("replicate/*", Replicate | Resolution, 1) with { Shape = Shape.Ratio(Ratios.Flux) },

        // The schema has no n. Nebius' catalogue has had no image model since May 2026.
        Row("nebius/*", Diffusion | ResponseFormat | OutputFormat, 1) with
        {
            Shape = NebiusBody.Edges,
            Formats = NebiusBody.Formats,
            Retired = Retirement.Since("2026-05-07"),
        },

        // A name without a known inference provider is refused before sending.
        Row("*", Fal, 1),
    ];

    private static HuggingFaceRow FalRatio(string models, IReadOnlyList<string> ratios) =>
        Row(models, Fal & ~Resolution, 4) with { Shape = Shape.Ratio(ratios) };

    private static HuggingFaceRow Row(string models, ImageParameters accepts, int maxImages, bool givesUrl = true) => new()
    {
        Models = models,
        Accepts = accepts,
        Streams = false,
        MaxImages = maxImages,
        GivesUrl = givesUrl,
        Shape = Shape.Diffusion,
    };
}
