using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>
/// OpenAI's models (docs/providers/openai.md, "Request" and "Models"). The first row that covers a model counts. The last row covers every other
/// name: a compatible server's model, or one newer than this table. Correct a row here and nothing else has to change.
/// </summary>
internal static class OpenAIModels
{
    // GPT image models reject response_format and style ("unknown_parameter") and always return base64.
    private const ImageParameters Drawing =
        N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User | SafetyIdentifier;
    // Animations, drawings in SVG and planning came with GPT Image 2.6.
    private const ImageParameters Newest = Complexity | FrameCount | FrameDurationMs | Svg;

    private static readonly Retirement EndOfOldModels = Retirement.Since("2026-12-01", "gpt-image-2.6-sunburst");
    private static readonly string[] Formats = ["png", "jpeg", "webp"];

    // Unknown models get everything in OpenAI's schema; the server decides.
    private static readonly ModelCapabilities Unknown = new()
    {
        Models = "*",
        Accepts = Drawing | Newest | Style | ResponseFormat | InputFidelity,
        GivesUrl = true,
        Edits = GptImageFacts.Inputs with { Varies = true },
    };

    // The members of diffusion models as well: a server that is not OpenAI's decides about them as about every other.
    private static readonly ModelCapabilities UnknownElsewhere =
        Unknown with { Accepts = Unknown.Accepts | Seed | NegativePrompt | NumInferenceSteps | AspectRatio | Resolution };

    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        GptImage("gpt-image-2.6*", ["gpt-image-2.6-sunburst", "gpt-image-2.6-flare"]) with
        {
            Accepts = Drawing | Newest,
            Qualities = GptImageFacts.LaterQualities,
            Formats = [.. Formats, "gif", "svg"],
        },
        GptImage("gpt-image-2.5*", ["gpt-image-2.5-sunburst", "gpt-image-2.5-flare"]) with { Qualities = GptImageFacts.LaterQualities },
        GptImage("gpt-image-2", ["gpt-image-2"]),
        GptImage("gpt-image-2-*", []),
        First("gpt-image-1.5*", ["gpt-image-1.5"], EndOfOldModels),
        // It has one fidelity, as GPT Image 2 and later have.
        First("gpt-image-1-mini*", ["gpt-image-1-mini"], EndOfOldModels with { Replacement = "gpt-image-2.6-flare" }) with { Accepts = Drawing },
        First("gpt-image-1*", [], Retirement.Since("2026-10-23", "gpt-image-2.6-sunburst")),
        First("chatgpt-image-*", ["chatgpt-image-latest"], EndOfOldModels),
        // A model newer than this table most likely knows what the newest one knows.
        GptImage("gpt-image-*", []) with { Accepts = Drawing | Newest, Qualities = GptImageFacts.LaterQualities, Formats = [.. Formats, "gif", "svg"] },
        // OpenAI has retired both; resellers and self-hosted servers still offer them.
        new()
        {
            Models = "dall-e-3",
            Accepts = N | Size | Quality | Style | ResponseFormat | User,
            Streams = false,
            MaxImages = 1,
            GivesUrl = true,
            Shape = Sizes("1024x1024", "1792x1024", "1024x1792"),
            Qualities = ["standard", "hd"],
            Retired = Retirement.Since("2026-05-12", "gpt-image-2.6-sunburst"),
        },
        new()
        {
            Models = "dall-e-2",
            Accepts = N | Size | Quality | ResponseFormat | User,
            Streams = false,
            GivesUrl = true,
            Shape = Sizes("1024x1024", "512x512", "256x256"),
            Qualities = ["standard"],
            Edits = new() { MostInputs = 1, MediaTypes = ["image/png"], Mask = MaskForm.Alpha, Varies = true },
            Retired = Retirement.Since("2026-05-12", "gpt-image-2.6-sunburst"),
        },
        Unknown,
    ];

    private static ModelCapabilities GptImage(string models, IReadOnlyList<string> listed) => new()
    {
        Models = models,
        Listed = listed,
        Accepts = Drawing,
        Shape = GptImageFacts.FreeSizes,
        Qualities = GptImageFacts.Qualities,
        Formats = Formats,
        Edits = GptImageFacts.Inputs,
    };

    private static ModelCapabilities First(string models, IReadOnlyList<string> listed, Retirement retired) =>
        GptImage(models, listed) with { Accepts = Drawing | InputFidelity, Shape = GptImageFacts.ThreeSizes, Retired = retired };

    /// <summary>The row of a model on a server that is not OpenAI's. OpenAI's own models keep their rows.</summary>
    public static ModelCapabilities OfOthers(string model) =>
        ModelCapabilities.Of(Rows, model) is var row && ReferenceEquals(row, Unknown) ? UnknownElsewhere : row;

    private static Shape Sizes(params string[] sizes) => GptImageFacts.Known(sizes);
}
