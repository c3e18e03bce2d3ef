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
    private static readonly Shape Flux3 = Shape.RatioAndTier(
        ["21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5", "3:4", "5:7", "2:3", "9:16", "1:2", "9:21"],
        ["768sq", "1k", "1.5k", "2k", "4k"]) with { HasAuto = true };
    private static readonly Shape Flux2 = Shape.Pixels(16, 64, 65_536) with { Whole = WholePixels.Rounded, MostArea = 4_194_304 };
    private static readonly Shape Flux1 = Shape.Pixels(32, 256, 1440) with { Whole = WholePixels.Rounded };

    private static readonly string[] Formats = ["png", "jpeg"];
    private static readonly string[] Flux2Formats = [.. Formats, "webp"];

    /// <summary>The table.</summary>
    public static IReadOnlyList<BlackForestLabsRow> Rows { get; } =
    [
        Edits("flux-3*", ["flux-3-image"], Resolution, Flux3, 4, inputs: 10),
        Edits("flux-2-max*", ["flux-2-max"], Resolution | Seed | OutputFormat, Flux2, 5, inputs: 8) with { Formats = Flux2Formats },
        Edits("flux-2-pro*", ["flux-2-pro", "flux-2-pro-preview"], Resolution | Seed | OutputFormat, Flux2, 5, inputs: 8) with { Formats = Flux2Formats },
        Edits("flux-2-flex*", ["flux-2-flex"], Resolution | Seed | OutputFormat | NumInferenceSteps, Flux2, 5, inputs: 8) with { Formats = Flux2Formats },
        Edits("flux-2-klein*", ["flux-2-klein-9b", "flux-2-klein-9b-preview", "flux-2-klein-4b"], Resolution | Seed | OutputFormat, Flux2, 5, inputs: 4) with { Formats = Flux2Formats },
        Edits("flux-2*", [], Resolution | Seed | OutputFormat, Flux2, 5, inputs: 8) with { Formats = Flux2Formats },
        Edits("flux-kontext*", ["flux-kontext-max", "flux-kontext-pro"], Seed | OutputFormat, Shape.Ratio(Ratios.Flux), 6, inputs: 4) with { Formats = Formats },
        Row("flux-pro-1.1-ultra*", ["flux-pro-1.1-ultra"], Seed | OutputFormat, Shape.Ratio(Ratios.Flux), 6) with { Formats = Formats },
        // Fills a marked part of a picture; it does not draw from a prompt alone.
        Edits("flux-pro-1.0-fill*", [], Seed | OutputFormat | NumInferenceSteps, Flux1, 6, inputs: 1) with
        {
            Generates = false,
            Formats = Formats,
            Edits = Inputs(1) with { Mask = MaskForm.White },
        },
        Row("flux-pro*", ["flux-pro-1.1"], Resolution | Seed | OutputFormat, Flux1, 6) with { Formats = Formats },
        Row("flux-dev*", ["flux-dev"], Resolution | Seed | OutputFormat | NumInferenceSteps, Flux1, 6) with { Formats = Formats },
        // An unknown model most likely belongs to the line of FLUX 3.
        Edits("*", [], Resolution, Flux3, 4, inputs: 10),
    ];

    // URLs are not passed on to clients, because a signed URL is valid for only ten minutes.
    private static BlackForestLabsRow Row(string models, IReadOnlyList<string> listed, ImageParameters accepts, Shape shape, int tolerance) => new(tolerance)
    {
        Models = models,
        Listed = listed,
        Accepts = accepts | N | Size | AspectRatio | Moderation,
        Shape = shape,
        Streams = false,
        MaxImages = 1,
    };

    private static BlackForestLabsRow Edits(
        string models, IReadOnlyList<string> listed, ImageParameters accepts, Shape shape, int tolerance, int inputs) =>
        Row(models, listed, accepts, shape, tolerance) with
        {
            Edits = Inputs(inputs),
        };

    private static EditCapabilities Inputs(int most) => new() { MostInputs = most, MediaTypes = ["image/png", "image/jpeg", "image/webp"] };
}
