using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// What Google's models accept through either interface (docs/providers/gemini.md, "Request" and "Models"). The first row that covers a model
/// counts; the last row covers every name that is not Imagen's. Correct a row here, and it is right for both interfaces; rules of only one
/// interface stand in that provider's folder.
/// </summary>
/// <param name="gemini">The parameters that Gemini models accept.</param>
/// <param name="imagen">The parameters that Imagen models accept.</param>
internal sealed class GoogleModels(ImageParameters gemini, ImageParameters imagen)
{
    /// <summary>Models to list.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-2.5-flash-image",
        "imagen-4.0-generate-001", "imagen-4.0-fast-generate-001", "imagen-4.0-ultra-generate-001",
    ];

    // Prefixes that people copy from Google's pages together with a model's name.
    private static readonly string[] Prefixes = ["publishers/google/", "google/", "models/"];

    private GoogleModel[]? _rows;

    /// <inheritdoc cref="GoogleModel.FileAddresses"/>
    public IReadOnlyList<string> FileAddresses { get; init; } = [];
    /// <inheritdoc cref="GoogleModel.FilesNeedType"/>
    public bool FilesNeedType { get; init; }
    /// <summary>Native parameters of Imagen, in camel case, that this interface rejects though the other one accepts them.</summary>
    public IReadOnlyList<string> ImagenRefuses { get; init; } = [];
    /// <summary>Patterns of further models that are called as Imagen is, with one resolution.</summary>
    public IReadOnlyList<string> OlderImagen { get; init; } = [];

    /// <summary>The row of a model.</summary>
    public GoogleModel Of(string model) => ModelCapabilities.Of<GoogleModel>(_rows ??= CreateRows(), NameOf(model));

    /// <summary>The model without Google's resource prefixes.</summary>
    public static string NameOf(string model)
    {
        foreach (var prefix in Prefixes)
        {
            if (model.StartsWith(prefix, StringComparison.Ordinal))
                model = model[prefix.Length..];
        }
        return model;
    }

    private GoogleModel[] CreateRows() =>
    [
        Gemini("gemini-3.1-flash-image*", Ratios.WideGemini, ["512", "1K", "2K", "4K"], showsDrafts: true),
        Gemini("gemini-3-pro-image*", Ratios.Gemini, ["1K", "2K", "4K"], showsDrafts: true),
        // Only 1K, and the parameter is rejected.
        Gemini("gemini-2.*", Ratios.Gemini, []),
        Imagen("imagen-4.0-fast*", []),
        Imagen("imagen-3*", []),
        .. OlderImagen.Select(models => Imagen(models, [])),
        // Imagen 4, Imagen 4 Ultra and later ones.
        Imagen("imagen*", ["1K", "2K"]),
        // Gemini models newer than this table.
        Gemini("*", Ratios.Gemini, ["1K", "2K", "4K"]),
    ];

    private GoogleModel Gemini(string models, IReadOnlyList<string> ratios, IReadOnlyList<string> tiers, bool showsDrafts = false) => new()
    {
        Models = models,
        Accepts = showsDrafts ? gemini | ImageParameters.PartialImages : gemini,
        MaxImages = 1,
        Shape = Shape.RatioAndTier(ratios, tiers),
        ShowsDrafts = showsDrafts,
        FileAddresses = FileAddresses,
        FilesNeedType = FilesNeedType,
    };

    private GoogleModel Imagen(string models, IReadOnlyList<string> tiers) => new()
    {
        Models = models,
        Accepts = imagen,
        MaxImages = 4,
        Streams = false,
        Family = GoogleFamily.Imagen,
        Shape = Shape.RatioAndTier(Ratios.Imagen, tiers),
        Refuses = ImagenRefuses,
    };
}
