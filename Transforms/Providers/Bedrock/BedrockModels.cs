using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>The request bodies of Bedrock's image models.</summary>
internal enum BedrockFamily
{
    /// <summary>Unknown: the model's name does not tell it.</summary>
    None,
    /// <summary>Amazon Titan Image Generator v1 and v2.</summary>
    Titan,
    /// <summary>Amazon Nova Canvas: Titan's body with free sizes and styles.</summary>
    Nova,
    /// <summary>Stability's text-to-image models: a flat body.</summary>
    Stability,
}

/// <summary>A row of the table.</summary>
internal sealed record BedrockRow : ModelCapabilities
{
    /// <summary>The form of the request body.</summary>
    public BedrockFamily Family { get; init; }
    /// <summary>For a service of Stability's: its members beyond those of every service; null for other models.</summary>
    public StabilityTask? Task { get; init; }
    /// <summary>For a model of Stability's that edits by <c>mode: image-to-image</c>.</summary>
    public bool HasMode { get; init; }
    /// <summary>The largest seed; the smallest is 0.</summary>
    public long MaxSeed { get; init; }
    /// <inheritdoc/>
    public override string Form => Family == BedrockFamily.Titan ? nameof(BedrockFamily.Nova) : Family.ToString();
}

/// <summary>
/// What Bedrock's image models accept (docs/providers/bedrock.md, "Request" and "Models"). Correct a row here and nothing else has to change.
/// </summary>
internal static class BedrockModels
{
    // The successor of Amazon's own models, which Amazon does not name.
    private const string Core = "stability.stable-image-core-v1:1";

    // The price list has 2048x2048.
    private static readonly Shape NovaPixels = Shape.Pixels(16, 320, 4096) with { Whole = WholePixels.Rounded, MostRatio = 4, MostArea = 4_194_304 };

    private static readonly ImageSize[] TitanSizes =
    [
        new(1024, 1024), new(768, 768), new(512, 512),
        new(768, 1152), new(384, 576), new(1152, 768), new(576, 384),
        new(768, 1280), new(384, 640), new(1280, 768), new(640, 384),
        new(896, 1152), new(448, 576), new(1152, 896), new(576, 448),
        new(768, 1408), new(384, 704), new(1408, 768), new(704, 384),
        new(640, 1408), new(320, 704), new(1408, 640), new(704, 320),
        new(1152, 640), new(1173, 640),
    ];

    private static readonly EditCapabilities OneInput = new() { MostInputs = 1, MediaTypes = ["image/jpeg", "image/png", "image/webp"] };

    // A variation has up to five pictures; only one is painted in or out of.
    private static readonly EditCapabilities AmazonInputs = new()
    {
        MostInputs = 5,
        MostInputsWithMask = 1,
        MediaTypes = ["image/jpeg", "image/png"],
        Mask = MaskForm.PureBlack,
        NeedsPrompt = false,
        Varies = true,
    };

    private static readonly string[] StabilityRatios = ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"];

    // An ARN, whose model only a destination's BaseModel tells, and models that do not draw (those are refused).
    private static readonly BedrockRow Unknown = new()
    {
        Models = "*",
        Accepts = N | Size | Quality | Style | OutputFormat | Seed | NegativePrompt | AspectRatio,
        Streams = false,
        MaxImages = 1,
    };

    /// <summary>The table.</summary>
    public static IReadOnlyList<BedrockRow> Rows { get; } =
    [
        // The first versions ended in 2025; AWS names no day.
        Stability("stability.stable-image-core-v1:0", 4294967295) with { Retired = Retirement.Since("2025-12-31", Core) },
        Stability("stability.stable-image-core-*", 4294967295) with { Listed = [Core] },
        Stability("stability.stable-image-ultra-v1:0", 4294967295) with { Retired = Retirement.Since("2025-12-31", "stability.stable-image-ultra-v1:1") },
        Stability("stability.stable-image-ultra-*", 4294967295) with
        {
            Listed = ["stability.stable-image-ultra-v1:1"],
            Edits = OneInput,
        },
        Stability("stability.sd3-large-v1:0", 4294967294) with { Retired = Retirement.Since("2025-12-31", "stability.sd3-5-large-v1:0") },
        Stability("stability.sd3-*", 4294967294) with
        {
            Listed = ["stability.sd3-5-large-v1:0"],
            Edits = OneInput,
            HasMode = true,
        },
        .. Services(),
        // Older pages name 858993459 as Nova's largest seed; the model decides.
        new()
        {
            Models = "amazon.nova-canvas-*",
            Accepts = N | Size | Quality | Style | OutputFormat | Seed | NegativePrompt | AspectRatio,
            Streams = false,
            MaxImages = 5,
            Shape = NovaPixels,
            Qualities = ["standard", "premium"],
            Formats = ["png"],
            Edits = AmazonInputs,
            Family = BedrockFamily.Nova,
            MaxSeed = 2147483646,
            Retired = Retirement.Since("2026-09-30", Core),
        },
        // AWS names no day; the models were gone before Nova Canvas ended.
        new()
        {
            Models = "amazon.titan-image-generator-*",
            Accepts = N | Size | Quality | OutputFormat | Seed | NegativePrompt | AspectRatio,
            Streams = false,
            MaxImages = 5,
            Shape = Shape.List(TitanSizes),
            Qualities = ["standard", "premium"],
            Formats = ["png"],
            Edits = AmazonInputs,
            Family = BedrockFamily.Titan,
            MaxSeed = 2147483646,
            Retired = Retirement.Since("2026-09-30", Core),
        },
        Unknown,
    ];

    /// <summary>A model to name in a message.</summary>
    public const string Example = Core;

    /// <summary>The models that draw from a prompt, as patterns for a message.</summary>
    public static string Patterns { get; } =
        string.Join(", ", Rows.Where(row => row.Family != BedrockFamily.None && row.Models.EndsWith('*')).Select(row => row.Models));

    /// <summary>The geographies that stand before a model's name in a cross-region profile.</summary>
    private static readonly string[] Geographies = ["us.", "eu.", "apac.", "us-gov.", "global.", "jp.", "au.", "ca."];

    /// <summary>The row of a model; one with <see cref="BedrockFamily.None"/> when its name does not tell the model.</summary>
    /// <param name="model">A model id, a cross-region profile or an ARN.</param>
    /// <param name="settings">The destination's settings; <c>BaseModel</c> replaces a name that does not tell the model.</param>
    public static BedrockRow Of(string model, IReadOnlyDictionary<string, string> settings) =>
        Find(model) ?? (settings.TryGetValue("BaseModel", out var baseModel) ? Find(baseModel) : null) ?? Unknown;

    /// <summary>The model's own name, without a geography and what stands before it in an ARN.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static string NameOf(string model, IReadOnlyDictionary<string, string> settings) =>
        Find(model) is null && settings.TryGetValue("BaseModel", out var baseModel) ? NameOf(baseModel) : NameOf(model);

    private static BedrockRow? Find(string model)
    {
        var row = ModelCapabilities.Of(Rows, NameOf(model));
        return row == Unknown ? null : row;
    }

    private static string NameOf(string model)
    {
        // The last segment of arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-canvas-v1:0 and of …:inference-profile/us.stability.… is a
        // name.
        var name = model[(model.LastIndexOf('/') + 1)..];
        foreach (var geography in Geographies)
        {
            if (name.StartsWith(geography, StringComparison.OrdinalIgnoreCase))
            {
                name = name[geography.Length..];
                break;
            }
        }
        return name;
    }

    private static BedrockRow Stability(string models, long maxSeed) => new()
    {
        Models = models,
        Accepts = N | Size | OutputFormat | Seed | NegativePrompt | AspectRatio,
        Streams = false,
        MaxImages = 1,
        Shape = Shape.Ratio(StabilityRatios),
        Formats = ["png", "jpeg"],
        Family = BedrockFamily.Stability,
        MaxSeed = maxSeed,
    };

    // Stability's services for pictures, which are asked through a cross-region profile (docs/providers/bedrock.md, "Models").
    private static IEnumerable<BedrockRow> Services() =>
    [
        Service("stable-image-inpaint", OneInput with { Mask = MaskForm.White }, new()),
        Service("stable-outpaint", OneInput with { NeedsPrompt = false }, new() { OneOf = ["left", "right", "up", "down"] }),
        Service("stable-image-erase-object", OneInput with { Mask = MaskForm.White, NeedsPrompt = false }, new() { HasPrompt = false }),
        Service("stable-image-remove-background", OneInput with { NeedsPrompt = false }, new() { HasPrompt = false, HasSeed = false }),
        Service("stable-image-search-replace", OneInput, new() { OneOf = ["search_prompt"] }),
        Service("stable-image-search-recolor", OneInput, new() { OneOf = ["select_prompt"] }),
        Service("stable-image-control-sketch", OneInput, new()),
        Service("stable-image-control-structure", OneInput, new()),
        Service("stable-image-style-guide", OneInput, new()) with { Shape = Shape.Ratio(StabilityRatios) },
        Service("stable-style-transfer", OneInput with { MostInputs = 2, NeedsPrompt = false }, new() { Pictures = ["init_image", "style_image"] }),
        Service("stable-creative-upscale", OneInput, new()),
        Service("stable-conservative-upscale", OneInput, new()),
        Service("stable-fast-upscale", OneInput with { NeedsPrompt = false }, new() { HasPrompt = false, HasSeed = false }),
    ];

    private static BedrockRow Service(string name, EditCapabilities inputs, StabilityTask task) => new()
    {
        Models = $"stability.{name}-*",
        Listed = [$"us.stability.{name}-v1:0"],
        Generates = false,
        Accepts = N | OutputFormat | (task.HasSeed ? Seed : None) | (task.HasPrompt ? NegativePrompt : None)
            | (name == "stable-image-style-guide" ? Size | AspectRatio : None),
        Streams = false,
        MaxImages = 1,
        Formats = ["png", "jpeg", "webp"],
        Edits = inputs,
        Family = BedrockFamily.Stability,
        Task = task,
        MaxSeed = 4294967294,
    };
}
