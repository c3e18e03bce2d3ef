using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Google's models through either interface (docs/providers/gemini.md, "Request" and "Models"). The first row that covers a model counts; the last
/// row covers every name that is not Imagen's. Correct a row here, and it is right for both interfaces; rules of only one interface, and the days on
/// which it ends a model, stand in that provider's folder.
/// </summary>
/// <param name="gemini">The parameters that Gemini models accept.</param>
/// <param name="imagen">The parameters that Imagen models accept.</param>
/// <param name="listed">The models that live on this interface.</param>
/// <param name="ends">The days on which this interface ends models, by their rows' patterns.</param>
internal sealed class GoogleModels(
    ImageParameters gemini, ImageParameters imagen, IReadOnlyList<string> listed, IReadOnlyDictionary<string, Retirement> ends)
{
    private static readonly string[] OutputFormats = ["png", "jpeg"];

    // Prefixes that people copy from Google's pages together with a model's name.
    private static readonly string[] Prefixes = ["publishers/google/", "google/", "models/"];

    private GoogleModel[]? _rows;

    /// <summary>How the addresses begin that may stand as <c>fileData.fileUri</c>.</summary>
    public IReadOnlyList<string> FileAddresses { get; init; } = [];
    /// <inheritdoc cref="GoogleModel.FilesNeedType"/>
    public bool FilesNeedType { get; init; }
    /// <summary>Native parameters of Imagen, in camel case, that this interface rejects though the other one accepts them.</summary>
    public IReadOnlyList<string> ImagenRefuses { get; init; } = [];
    /// <summary>Patterns of further models that are called as Imagen is, with one resolution.</summary>
    public IReadOnlyList<string> OlderImagen { get; init; } = [];

    /// <summary>The table.</summary>
    public IReadOnlyList<GoogleModel> Rows => _rows ??= Complete(CreateRows(), ends, listed);

    /// <summary>The row of a model.</summary>
    public GoogleModel Of(string model) => ModelCapabilities.Of(Rows, NameOf(model));

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
        Gemini("gemini-nano-banana-2.1*", Ratios.WideGemini, ["1K", "2K", "4K"], showsDrafts: true),
        Gemini("gemini-3-pro-image-preview*", Ratios.Gemini, ["1K", "2K", "4K"], showsDrafts: true),
        Gemini("gemini-3-pro-image*", Ratios.Gemini, ["1K", "2K", "4K"], showsDrafts: true),
        // Only 1K; the interfaces answer 400 to the tiers that one page lists besides.
        Gemini("gemini-3.1-flash-lite-image*", Ratios.Gemini, ["1K"]),
        Gemini("gemini-3.1-flash-image-preview*", Ratios.WideGemini, ["512", "1K", "2K", "4K"], showsDrafts: true),
        Gemini("gemini-3.1-flash-image*", Ratios.WideGemini, ["512", "1K", "2K", "4K"], showsDrafts: true),
        // Only 1K, and the parameter is rejected.
        Gemini("gemini-2.5-flash-image*", Ratios.Gemini, []),
        Gemini("gemini-2.*", Ratios.Gemini, []),
        Imagen("imagen-4.0-fast*", []),
        Imagen("imagen-4.0-ultra*", ["1K", "2K"]),
        Imagen("imagen-3*", []),
        .. OlderImagen.Select(models => Imagen(models, [])),
        Imagen("imagen*", ["1K", "2K"]),
        // Gemini models newer than this table.
        Gemini("*", Ratios.Gemini, ["1K", "2K", "4K"]),
    ];

    private static GoogleModel[] Complete(GoogleModel[] rows, IReadOnlyDictionary<string, Retirement> ends, IReadOnlyList<string> listed) =>
        Array.ConvertAll(rows, row => row with
        {
            Retired = ends.GetValueOrDefault(row.Models),
            Listed = [.. listed.Where(name => ModelCapabilities.Of(rows, name) == row)],
        });

    private GoogleModel Gemini(string models, IReadOnlyList<string> ratios, IReadOnlyList<string> tiers, bool showsDrafts = false) => new()
    {
        Models = models,
        Accepts = showsDrafts ? gemini | ImageParameters.PartialImages : gemini,
        MaxImages = 1,
        Shape = Shape.RatioAndTier(ratios, tiers),
        Formats = gemini.HasFlag(ImageParameters.OutputFormat) ? OutputFormats : [],
        Edits = new()
        {
            MostInputs = 14,
            MediaTypes = ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"],
            TakesUrls = FileAddresses.Count > 0,
            UrlPrefixes = FileAddresses,
        },
        ShowsDrafts = showsDrafts,
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
        Formats = OutputFormats,
        Refuses = ImagenRefuses,
    };
}
