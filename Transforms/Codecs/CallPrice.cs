using System.Text;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Prices;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>The price of a call: what the kernel in <c>Prices</c> needs to know of a request as its model is asked.</summary>
internal static class CallPrice
{
    private static readonly Uri Nowhere = new("http://nowhere.invalid/");
    private static readonly Dictionary<string, string> NoSettings = [];
    // A picture of the client's whose size nobody knows counts as that many megapixels.
    private const long UnknownMegapixels = 4;

    /// <summary>What a request costs at most on a model; null when that is unknown.</summary>
    /// <param name="row">The model's price; null when it has none.</param>
    /// <param name="request">The request.</param>
    /// <param name="capabilities">What the model accepts and returns.</param>
    public static Usd? Worst(PriceRow? row, ImageRequest request, ModelCapabilities capabilities) =>
        row is null ? null : WorstPrice.Of(row, OrderOf(request, capabilities));

    /// <summary>What a request asks of a model.</summary>
    public static PricedOrder OrderOf(ImageRequest request, ModelCapabilities capabilities) => new()
    {
        Pictures = request.Count,
        Calls = (request.Count + capabilities.MaxImages - 1) / capabilities.MaxImages,
        Kind = KindOf(request, capabilities),
        TextBytes = TextOf(request),
        Inputs = request.Inputs.Count + CountOf(request.InputImages),
        HasMask = request.Mask is not null,
        InputMegapixels = request.Inputs.Sum(input => input.Width > 0 ? MegapixelRate.Count((long)input.Width * input.Height) : UnknownMegapixels)
            + (CountOf(request.InputImages) * UnknownMegapixels),
        Steps = Sent(ImageParameters.NumInferenceSteps, request, capabilities) ? request.NumInferenceSteps : null,
        Partials = request.Stream && Sent(ImageParameters.PartialImages, request, capabilities) ? request.PartialImages ?? 0 : 0,
        IsBeyondTables = request.Svg is not null || request.FrameCount is not null || IsDrawing(request.OutputFormat),
    };

    // The shape that the codec sends. What it reports about it, the exchange reports.
    private static PictureKind KindOf(ImageRequest request, ModelCapabilities capabilities)
    {
        var shape = capabilities.Shape.Choose(new ProviderCall
        {
            Request = request,
            Model = "",
            Address = Nowhere,
            Settings = NoSettings,
            Capabilities = capabilities,
        });
        var size = shape.Size is { IsAuto: false } pixels ? pixels : (ImageSize?)null;
        var quality = Sent(ImageParameters.Quality, request, capabilities) ? request.Quality!.Trim().ToLowerInvariant() : null;
        return new PictureKind(size, shape.Tier ?? (size is { } known ? ResolutionTier.Of(known) : null), quality is "auto" or "" ? null : quality);
    }

    private static bool Sent(ImageParameters member, ImageRequest request, ModelCapabilities capabilities) =>
        (request.Given & capabilities.Accepts & member) != 0;

    private static long TextOf(ImageRequest request)
    {
        long bytes = Encoding.UTF8.GetByteCount(request.Prompt) + Encoding.UTF8.GetByteCount(request.NegativePrompt ?? "");
        foreach (var extra in request.Extras)
            bytes += extra.Json.Length;
        return bytes;
    }

    private static bool IsDrawing(string? format) =>
        "svg".Equals(format, StringComparison.OrdinalIgnoreCase) || "gif".Equals(format, StringComparison.OrdinalIgnoreCase);

    private static int CountOf(ReadOnlyMemory<byte>? list)
    {
        if (list is not { } json)
            return 0;
        var reader = new Utf8JsonReader(json.Span);
        var count = 0;
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.String or JsonTokenType.StartObject })
                count++;
        }
        return count;
    }
}
