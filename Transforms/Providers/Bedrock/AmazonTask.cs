using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>What Titan and Nova Canvas do with a client's pictures (docs/providers/bedrock.md, "Edits").</summary>
/// <param name="Name">The value of <c>taskType</c>.</param>
/// <param name="Params">The object that its members stand in.</param>
internal sealed record AmazonTask(string Name, string Params)
{
    // Names of clients' own members, of which the first one counts.
    private static readonly string[] TypeNames = ["taskType", "type"];
    private static readonly string[] MaskPromptNames = ["maskPrompt", "mask_prompt"];

    private static readonly AmazonTask Variation = new("IMAGE_VARIATION", "imageVariationParams") { MostInputs = 5 };
    private static readonly AmazonTask Inpainting = new("INPAINTING", "inPaintingParams") { Mask = MaskForm.PureBlack };
    private static readonly AmazonTask Outpainting = new("OUTPAINTING", "outPaintingParams") { Mask = MaskForm.PureWhite };
    private static readonly AmazonTask BackgroundRemoval = new("BACKGROUND_REMOVAL", "backgroundRemovalParams");
    private static readonly AmazonTask[] All = [Variation, Inpainting, Outpainting, BackgroundRemoval];

    /// <summary>The most pictures.</summary>
    public int MostInputs { get; private init; } = 1;
    /// <summary>The form of its mask; <see cref="MaskForm.None"/> where it takes none.</summary>
    public MaskForm Mask { get; private init; }
    /// <summary>Whether it reads a prompt and makes pictures as <c>imageGenerationConfig</c> says.</summary>
    public bool Draws => this != BackgroundRemoval;
    /// <summary>Whether its pictures stand in an array.</summary>
    public bool HasList => this == Variation;
    /// <summary>Whether it extends a picture.</summary>
    public bool Extends => this == Outpainting;

    /// <summary>The task of a request with pictures; null when it names one that there is not.</summary>
    public static AmazonTask? Of(ImageRequest request)
    {
        if (request.Operation == ImageOperation.Variation)
            return Variation;
        if (Text(request, TypeNames) is { } asked)
            return Array.Find(All, task => task.Name.Equals(asked, StringComparison.OrdinalIgnoreCase));
        return request.Mask is not null || MaskPrompt(request) is not null ? Inpainting : Variation;
    }

    /// <summary>The words that tell where to change the picture, in place of a mask; null when there are none.</summary>
    public static string? MaskPrompt(ImageRequest request) => Text(request, MaskPromptNames);

    /// <summary>Whether a member of the client's has been read here. A variation is one whatever type it names.</summary>
    public static bool Reads(ImageRequest request, RawMember extra) =>
        request.Operation != ImageOperation.Variation && (TypeNames.Contains(extra.Name) || MaskPromptNames.Contains(extra.Name));

    /// <summary>Why a request cannot be made like this; null when it can.</summary>
    public static ImageError? Refuse(ImageRequest request)
    {
        if (request.Inputs.Count == 0)
            return null;
        if (Of(request) is not { } task)
        {
            return ImageError.Invalid(
                $"'{ShortText.Cut(Text(request, TypeNames)!)}' is no task of this model: leave it out, or ask for {string.Join(", ", All.Select(known => known.Name.ToLowerInvariant()))}.",
                request.Extras.First(extra => TypeNames.Contains(extra.Name)).Name,
                "invalid_value");
        }
        if (request.Inputs.Count > task.MostInputs)
            return ImageError.Invalid($"{task.Name} takes one picture; the request has {request.Inputs.Count}.", "image", "invalid_value");
        var hasWords = MaskPrompt(request) is not null;
        if (task.Mask == MaskForm.None)
            return request.Mask is null && !hasWords ? null : ImageError.Invalid($"{task.Name} takes no mask.", "mask", "unsupported_parameter");
        return (request.Mask is not null, hasWords) switch
        {
            (false, false) => ImageError.Invalid($"{task.Name} needs a mask, or mask_prompt, which names what to change.", "mask", "missing_required_parameter"),
            (true, true) => ImageError.Invalid($"{task.Name} takes a mask or mask_prompt, not both.", "mask_prompt", "invalid_value"),
            _ => null,
        };
    }

    private static string? Text(ImageRequest request, string[] names)
    {
        foreach (var name in names)
        {
            if (request.Extras.FirstOrDefault(extra => extra.Name == name) is not { } extra)
                continue;
            var reader = new Utf8JsonReader(extra.Json.Span);
            if (reader.Read() && reader.TokenType == JsonTokenType.String)
                return reader.GetString();
        }
        return null;
    }
}
