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
    /// <summary>The largest seed; the smallest is 0.</summary>
    public long MaxSeed { get; init; }
}

/// <summary>
/// What Bedrock's image models accept (docs/providers/bedrock.md, "Request" and "Models"). Correct a row here and nothing else has to change.
/// </summary>
internal static class BedrockModels
{
    /// <summary>Models to list.</summary>
    public static readonly string[] Known =
    [
        "amazon.nova-canvas-v1:0", "amazon.titan-image-generator-v2:0", "stability.stable-image-core-v1:1", "stability.stable-image-ultra-v1:1",
        "stability.sd3-5-large-v1:0",
    ];

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

    private static readonly string[] StabilityRatios = ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"];

    private static readonly BedrockRow[] Rows =
    [
        // Older pages name 858993459 as Nova's largest seed; the model decides.
        new()
        {
            Models = "amazon.nova-canvas-*",
            Accepts = N | Size | Quality | Style | OutputFormat | Seed | NegativePrompt | AspectRatio,
            Streams = false,
            MaxImages = 5,
            Shape = NovaPixels,
            Family = BedrockFamily.Nova,
            MaxSeed = 2147483646,
        },
        new()
        {
            Models = "amazon.titan-image-generator-*",
            Accepts = N | Size | Quality | OutputFormat | Seed | NegativePrompt | AspectRatio,
            Streams = false,
            MaxImages = 5,
            Shape = Shape.List(TitanSizes),
            Family = BedrockFamily.Titan,
            MaxSeed = 2147483646,
        },
        Stability("stability.stable-image-core-*", 4294967295),
        Stability("stability.stable-image-ultra-*", 4294967295),
        Stability("stability.sd3-*", 4294967294),
    ];

    // An ARN, whose model only a destination's BaseModel tells, and models that do not draw (those are refused).
    private static readonly BedrockRow Unknown = new()
    {
        Models = "*",
        Accepts = N | Size | Quality | Style | OutputFormat | Seed | NegativePrompt | AspectRatio,
        Streams = false,
        MaxImages = 1,
    };

    /// <summary>The geographies that stand before a model's name in a cross-region profile.</summary>
    private static readonly string[] Geographies = ["us.", "eu.", "apac.", "us-gov.", "global.", "jp.", "au.", "ca."];

    /// <summary>The row of a model; one with <see cref="BedrockFamily.None"/> when its name does not tell the model.</summary>
    /// <param name="model">A model id, a cross-region profile or an ARN.</param>
    /// <param name="settings">The destination's settings; <c>BaseModel</c> replaces a name that does not tell the model.</param>
    public static BedrockRow Of(string model, IReadOnlyDictionary<string, string> settings) =>
        Find(model) ?? (settings.TryGetValue("BaseModel", out var baseModel) ? Find(baseModel) : null) ?? Unknown;

    private static BedrockRow? Find(string model)
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
        return Array.Find(Rows, row => row.Covers(name));
    }

    private static BedrockRow Stability(string models, long maxSeed) => new()
    {
        Models = models,
        Accepts = N | Size | OutputFormat | Seed | NegativePrompt | AspectRatio,
        Streams = false,
        MaxImages = 1,
        Shape = Shape.Ratio(StabilityRatios),
        Family = BedrockFamily.Stability,
        MaxSeed = maxSeed,
    };
}
