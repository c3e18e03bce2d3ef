using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.BlackForestLabs;

/// <summary>A row of the table.</summary>
/// <param name="Tolerance">The most permissive <c>safety_tolerance</c>.</param>
internal sealed record BlackForestLabsRow(int Tolerance) : ModelCapabilities
{
    /// <summary>The values of <c>output_format</c>.</summary>
    public string[] Formats { get; init; } = ["png", "jpeg"];
}

/// <summary>What the models accept (docs/providers/bfl.md, "Request" and "Models"). The first row that covers a model counts.</summary>
internal static class BlackForestLabsModels
{
    /// <summary>Models to list.</summary>
    public static readonly string[] Known =
    [
        "flux-3-image", "flux-2-max", "flux-2-pro", "flux-2-pro-preview", "flux-2-flex", "flux-2-klein-9b", "flux-2-klein-9b-preview", "flux-2-klein-4b",
        "flux-kontext-max", "flux-kontext-pro", "flux-pro-1.1-ultra", "flux-pro-1.1", "flux-dev",
    ];

    private static readonly Shape Flux3 = Shape.RatioAndTier(
        ["21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5", "3:4", "5:7", "2:3", "9:16", "1:2", "9:21"],
        ["768sq", "1k", "1.5k", "2k", "4k"]) with { HasAuto = true };
    private static readonly Shape Flux2 = Shape.Pixels(16, 64, 65_536) with { Whole = WholePixels.Rounded, MostArea = 4_194_304 };
    private static readonly Shape Flux1 = Shape.Pixels(32, 256, 1440) with { Whole = WholePixels.Rounded };

    public static readonly BlackForestLabsRow[] Rows =
    [
        Row("flux-2-flex*", Resolution | Seed | OutputFormat | NumInferenceSteps, Flux2, 5) with { Formats = ["png", "jpeg", "webp"] },
        Row("flux-2*", Resolution | Seed | OutputFormat, Flux2, 5) with { Formats = ["png", "jpeg", "webp"] },
        Row("flux-kontext*", Seed | OutputFormat, Shape.Ratio(Ratios.Flux), 6),
        Row("flux-pro-1.1-ultra*", Seed | OutputFormat, Shape.Ratio(Ratios.Flux), 6),
        Row("flux-dev*", Resolution | Seed | OutputFormat | NumInferenceSteps, Flux1, 6),
        Row("flux-pro*", Resolution | Seed | OutputFormat, Flux1, 6),
        // FLUX 3; an unknown model most likely belongs to this line.
        Row("*", Resolution, Flux3, 4),
    ];

    // URLs are not passed on to clients, because a signed URL is valid for only ten minutes.
    private static BlackForestLabsRow Row(string models, ImageParameters accepts, Shape shape, int tolerance) =>
        new(tolerance) { Models = models, Accepts = accepts | N | Size | AspectRatio | Moderation, Shape = shape, Streams = false, MaxImages = 1 };
}
