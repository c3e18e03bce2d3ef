namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// Lists of aspect ratios that several providers' tables use. When two entries are equally near to the requested ratio, the first one is chosen; a
/// <see cref="RatioShape"/> lists them to the client in this order.
/// </summary>
public static class Ratios
{
    /// <summary>Gemini image models (docs/providers/gemini.md, "Models").</summary>
    public static IReadOnlyList<string> Gemini { get; } = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
    /// <summary>Gemini 3.1 Flash Image, with four more ratios (docs/providers/gemini.md, "Models").</summary>
    public static IReadOnlyList<string> WideGemini { get; } = [.. Gemini, "1:4", "4:1", "1:8", "8:1"];
    /// <summary>Imagen (docs/providers/gemini.md, "Models").</summary>
    public static IReadOnlyList<string> Imagen { get; } = ["1:1", "3:4", "4:3", "9:16", "16:9"];
    /// <summary>Flux models that accept no pixels (docs/providers/huggingface.md, "Models").</summary>
    public static IReadOnlyList<string> Flux { get; } = ["1:1", "16:9", "9:16", "21:9", "9:21", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4"];
    /// <summary>The ratios of the three sizes of GPT Image 1 and 1.5 (docs/providers/openai.md, "Models").</summary>
    public static IReadOnlyList<string> GptImage1 { get; } = ["1:1", "3:2", "2:3"];

    /// <summary>The same ratios with the widest first, the order in which some vendors list them.</summary>
    public static IReadOnlyList<string> WidestFirst(IReadOnlyList<string> ratios) => [.. ratios.OrderByDescending(WidthByHeight)];

    private static double WidthByHeight(string ratio) => AspectRatios.TryParse(ratio, out var width, out var height) ? width / height : 0;
}
