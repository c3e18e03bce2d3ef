using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Azure;

/// <summary>
/// What Azure's deployments accept (docs/providers/azure.md, "Request" and "Models"). The owner chooses a deployment's name, so only names that
/// begin like the model's name have a row of their own, and there is nothing to list. Correct a row here and nothing else has to change.
/// </summary>
internal static class AzureModels
{
    private const ImageParameters Drawing = N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User;

    // Azure's documents name png and jpeg only, as input and as output.
    private static readonly string[] Formats = ["png", "jpeg"];
    private static readonly EditCapabilities AzureEdits =
        GptImageFacts.Inputs with { MediaTypes = ["image/png", "image/jpeg"], TakesUrls = false, TakesFileIds = false };
    private static readonly Retirement EndOfDallE = Retirement.Since("2026-03-04");

    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        DallE("dall-e-3"),
        DallE("dalle3"),
        GptImage("gpt-image-1.5*") with { Accepts = Drawing | InputFidelity, Shape = GptImageFacts.ThreeSizes, Retired = Retirement.Since("2026-12-16") },
        GptImage("gpt-image-1-mini*") with { Shape = GptImageFacts.ThreeSizes, Retired = Retirement.Since("2027-04-07") },
        GptImage("gpt-image-1*") with { Accepts = Drawing | InputFidelity, Shape = GptImageFacts.ThreeSizes },
        GptImage("gpt-image-2.5-flare*") with { Qualities = GptImageFacts.LaterQualities, Retired = Retirement.Since("2027-09-08") },
        GptImage("gpt-image-2.5-sunburst*") with { Qualities = GptImageFacts.LaterQualities, Retired = Retirement.Since("2027-09-09") },
        GptImage("gpt-image-2") with { Retired = Retirement.Since("2027-10-21") },
        GptImage("gpt-image-*") with { Qualities = GptImageFacts.LaterQualities },
        // Any other deployment: the members of GPT image models and of DALL·E; Azure decides. safety_identifier, complexity, svg and gif are
        // unconfirmed there.
        new()
        {
            Models = "*",
            Accepts = Drawing | Style | ResponseFormat | InputFidelity,
            GivesUrl = true,
            Edits = AzureEdits,
        },
    ];

    /// <summary>The table of the v1 surface, which also takes JSON: there a reference has a place, and WebP is named among the inputs.</summary>
    public static IReadOnlyList<ModelCapabilities> V1Rows { get; } =
    [
        .. Rows.Select(row => row.Edits is not { } edits ? row : row with
        {
            Edits = edits with { MediaTypes = GptImageFacts.Inputs.MediaTypes, TakesUrls = true, TakesFileIds = true },
        }),
    ];

    private static ModelCapabilities GptImage(string models) => new()
    {
        Models = models,
        Accepts = Drawing,
        Shape = GptImageFacts.FreeSizes,
        Qualities = GptImageFacts.Qualities,
        Formats = Formats,
        Edits = AzureEdits,
    };

    private static ModelCapabilities DallE(string models) => new()
    {
        Models = models,
        Accepts = N | Size | Quality | Style | ResponseFormat | User,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
        Shape = GptImageFacts.Known("1024x1024", "1792x1024", "1024x1792"),
        Qualities = ["standard", "hd"],
        Retired = EndOfDallE,
    };
}
