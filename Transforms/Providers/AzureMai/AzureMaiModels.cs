using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.AzureMai;

/// <summary>
/// What MAI-Image models accept (docs/providers/azure-mai.md, "Models"). The owner chooses a deployment's name, so only names that begin like the
/// model's have a row of their own, and there is nothing to list.
/// </summary>
internal static class AzureMaiModels
{
    private const int LeastEdge = 768;

    // The first models have 1024², of which a shortest edge leaves 1365 for the longer one; 2.6 has 1536².
    private static readonly Shape Area1024 = Pixels(1365, 1024 * 1024);
    private static readonly Shape Area1536 = Pixels(3072, 1536 * 1536);

    private static readonly EditCapabilities OneInput = new() { MostInputs = 1, MediaTypes = ["image/png", "image/jpeg"] };

    /// <summary>The table.</summary>
    public static IReadOnlyList<ModelCapabilities> Rows { get; } =
    [
        Row("mai-image-2.6*", Area1536, OneInput) with { Retired = Retirement.Since("2027-01-09") },
        Row("mai-image-2.5-flash*", Area1024, OneInput) with { Retired = Retirement.Since("2026-11-15", "MAI-Image-2.6-Flash") },
        Row("mai-image-2.5*", Area1024, OneInput),
        Row("mai-image-2", Area1024, null),
        Row("mai-image-2e*", Area1024, null),
        // Any other deployment most likely has the newest model.
        Row("*", Area1536, OneInput),
    ];

    private static ModelCapabilities Row(string models, Shape shape, EditCapabilities? edits) => new()
    {
        Models = models,
        Accepts = N | Size | AspectRatio | Resolution | OutputFormat,
        Shape = shape,
        Formats = ["png"],
        Streams = false,
        MaxImages = 1,
        Edits = edits,
    };

    private static PixelShape Pixels(int most, double mostArea) => Shape.Pixels(1, LeastEdge, most) with
    {
        Whole = WholePixels.Rounded,
        MostRatio = (double)most / LeastEdge,
        MostArea = mostArea,
    };
}
