using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.Google;

/// <summary>The two ways in which Google's models draw.</summary>
public enum GoogleFamily
{
    /// <summary>Gemini image models: <c>:generateContent</c>, or <c>:streamGenerateContent?alt=sse</c>.</summary>
    GenerateContent,
    /// <summary>Imagen: <c>:predict</c>.</summary>
    Imagen,
}

/// <summary>A row of a Google provider's table: what models of one name pattern take, beyond what every provider's row says.</summary>
public sealed record GoogleModel
{
    /// <summary>What is accepted, and the pattern of names.</summary>
    public required ModelCapabilities Capabilities { get; init; }
    /// <summary>How it is called.</summary>
    public GoogleFamily Family { get; init; }
    /// <summary>The aspect ratios there are.</summary>
    public IReadOnlyList<string> Ratios { get; init; } = GoogleShapes.GeminiRatios;
    /// <summary>The resolutions that may be asked for, ascending; empty when the model has one only and refuses to be told.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];
    /// <summary>Whether the drafts a model makes on its way can be asked for (<c>thinkingConfig.includeThoughts</c>).</summary>
    public bool ShowsDrafts { get; init; }
    /// <summary>Beginnings of addresses that may stand as <c>fileData.fileUri</c>; a picture at any other has to be sent as base64.</summary>
    public IReadOnlyList<string> FileAddresses { get; init; } = [];
    /// <summary>Whether <c>fileData</c> must name the media type.</summary>
    public bool FilesNeedType { get; init; }
    /// <summary>Native parameters that this interface refuses though its sister takes them, in camel case.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];
}

/// <summary>Lists that several rows share (docs/providers/gemini.md, "Models").</summary>
public static class GoogleShapes
{
    /// <summary>Gemini image models.</summary>
    public static IReadOnlyList<string> GeminiRatios { get; } = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
    /// <summary>Gemini 3.1 Flash Image, which has four more.</summary>
    public static IReadOnlyList<string> WideGeminiRatios { get; } = [.. GeminiRatios, "1:4", "4:1", "1:8", "8:1"];
    /// <summary>Imagen.</summary>
    public static IReadOnlyList<string> ImagenRatios { get; } = ["1:1", "3:4", "4:3", "9:16", "16:9"];
}
