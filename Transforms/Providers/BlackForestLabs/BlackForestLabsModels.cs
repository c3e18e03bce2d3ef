using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.BlackForestLabs;

/// <summary>A row of the table.</summary>
/// <param name="Tolerance">The most permissive <c>safety_tolerance</c>.</param>
internal sealed record BlackForestLabsRow(int Tolerance) : ModelCapabilities;

/// <summary>What the models accept (docs/providers/bfl.md, "Request" and "Models"). The first row that covers a model counts.</summary>
internal static class BlackForestLabsModels
{
    private const ImageParameters Pixels = Resolution | Seed | OutputFormat;

    private static readonly Shape Flux3 = Shape.RatioAndTier(
        ["21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5", "3:4", "5:7", "2:3", "9:16", "1:2", "9:21"],
        ["768sq", "1k", "1.5k", "2k", "4k"]) with { HasAuto = true };
    private static readonly Shape Flux2 = Shape.Pixels(16, 64, 65_536) with { Whole = WholePixels.Rounded, MostArea = 4_194_304 };
    private static readonly Shape Flux1 = Shape.Pixels(32, 256, 1440) with { Whole = WholePixels.Rounded };
    private static readonly Shape Ratio = Shape.Ratio(Ratios.Flux);

    /// <summary>The table.</summary>
    public static IReadOnlyList<BlackForestLabsRow> Rows { get; } =
    [
        Row("flux-3*", ["flux-3-image"], Resolution, Flux3, tolerance: 4, inputs: 10),
        Row("flux-2-flex*", ["flux-2-flex"], Pixels | NumInferenceSteps, Flux2, tolerance: 5, inputs: 8),
        Row("flux-2-klein*", ["flux-2-klein-9b", "flux-2-klein-9b-preview", "flux-2-klein-4b"], Pixels, Flux2, tolerance: 5, inputs: 4),
        Row("flux-2*", ["flux-2-max", "flux-2-pro", "flux-2-pro-preview"], Pixels, Flux2, tolerance: 5, inputs: 8),
        Row("flux-kontext*", ["flux-kontext-max", "flux-kontext-pro"], Seed | OutputFormat, Ratio, tolerance: 6, inputs: 4),
        Row("flux-pro-1.1-ultra*", ["flux-pro-1.1-ultra"], Seed | OutputFormat, Ratio, tolerance: 6),
        Fill("flux-pro-1.0-fill*"),
        Row("flux-pro*", ["flux-pro-1.1"], Pixels, Flux1, tolerance: 6),
        Row("flux-dev*", ["flux-dev"], Pixels | NumInferenceSteps, Flux1, tolerance: 6),
        // An unknown model most likely belongs to the line of FLUX 3.
        Row("*", [], Resolution, Flux3, tolerance: 4, inputs: 10),
    ];

    // URLs are not passed on to clients, because a signed URL is valid for only ten minutes.
    private static BlackForestLabsRow Row(
        string models, IReadOnlyList<string> listed, ImageParameters accepts, Shape shape, int tolerance, int inputs = 0) => new(tolerance)
    {
        Models = models,
        Listed = listed,
        Accepts = accepts | N | Size | AspectRatio | Moderation,
        Shape = shape,
        Streams = false,
        MaxImages = 1,
        Formats = (accepts & OutputFormat) == 0 ? [] : shape == Flux2 ? ["png", "jpeg", "webp"] : ["png", "jpeg"],
        Edits = BlackForestLabsEdits.Of(inputs),
    };

    // Fills a marked part of a picture; it does not draw from a prompt alone.
    private static BlackForestLabsRow Fill(string models)
    {
        var row = Row(models, [], Seed | OutputFormat | NumInferenceSteps, Flux1, tolerance: 6, inputs: 1);
        return row with { Generates = false, Edits = row.Edits! with { Mask = MaskForm.White } };
    }
}
