using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>What is the same of GPT image models at OpenAI and at Azure (docs/providers/openai.md, "Models").</summary>
internal static class GptImageFacts
{
    /// <summary>The qualities of all of them.</summary>
    public static IReadOnlyList<string> Qualities { get; } = ["low", "medium", "high"];

    /// <summary>The qualities from 2.5 on.</summary>
    public static IReadOnlyList<string> LaterQualities { get; } = [.. Qualities, "xhigh", "max"];

    /// <summary>The sizes of the first models: GPT Image 1, 1 mini and 1.5.</summary>
    public static Shape ThreeSizes { get; } = Known("1024x1024", "1536x1024", "1024x1536");

    /// <summary>The sizes from 2 on; besides, the ratio is at most 3:1 and the area 655,360 to 8,294,400 pixels.</summary>
    public static Shape FreeSizes { get; } = Shape.AsAskedOf(new() { Edges = new(16, 480, 3840) });

    /// <summary>Edits: up to 16 pictures, and an alpha mask for the first of them.</summary>
    public static EditCapabilities Inputs { get; } =
        new() { MostInputs = 16, MediaTypes = ["image/png", "image/jpeg", "image/webp"], Mask = MaskForm.Alpha, TakesUrls = true, TakesFileIds = true };

    /// <summary>Sizes that are told and sent as they were asked for: the server decides.</summary>
    public static Shape Known(params string[] sizes) => Shape.AsAskedOf(new() { Sizes = [.. sizes.Select(Size)] });

    private static ImageSize Size(string text) =>
        ImageSize.TryParse(text, out var size) ? size : throw new ArgumentException($"{text} is no size", nameof(text));
}
