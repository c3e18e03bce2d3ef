using System.Text.Json;
using Iris.Sandbox.Inputs;

namespace Iris.Sandbox;

/// <summary>A request for pictures, checked and with every default filled in.</summary>
internal sealed record SandboxRequest
{
    /// <summary>The shortest side, in pixels.</summary>
    public const int ShortestSide = 16;

    /// <summary>The longest side, in pixels.</summary>
    public const int LongestSide = 4096;

    private const int PromptLimit = 32_000;
    private const int MostPictures = 10;
    private const int MostDrafts = 3;
    private const int MostPixels = 8_294_400;

    // OpenAI's default is 100; for a lossy format that only makes bigger files of the same picture.
    private const int DefaultCompression = 90;

    /// <summary>What to draw.</summary>
    public required string Prompt { get; init; }

    /// <summary>How to misbehave.</summary>
    public required SandboxBehaviour Behaviour { get; init; }

    /// <summary>How many pictures, 1..10.</summary>
    public required int Count { get; init; }

    /// <summary>Pixels across, 16..4096.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down, 16..4096.</summary>
    public required int Height { get; init; }

    /// <summary>As echoed: <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c> or <c>max</c>.</summary>
    public required string Quality { get; init; }

    /// <summary>Whether the background is left out.</summary>
    public required bool Transparent { get; init; }

    /// <summary>The file format.</summary>
    public required PictureFormat Format { get; init; }

    /// <summary>The quality of a lossy format, 0..100.</summary>
    public required int Compression { get; init; }

    /// <summary>Drafts before each picture of a stream, 0..3.</summary>
    public required int Drafts { get; init; }

    /// <summary>Server-sent events instead of one JSON document.</summary>
    public required bool Stream { get; init; }

    /// <summary>The first picture's seed; each further one adds 1.</summary>
    public required long Seed { get; init; }

    /// <summary>The pictures to change; none for a picture from the prompt alone.</summary>
    public SandboxInputs Inputs { get; init; } = SandboxInputs.None;

    /// <summary>The size as echoed.</summary>
    public string Size => $"{Width}x{Height}";

    /// <summary>The format as echoed.</summary>
    public string FormatName => Format switch { PictureFormat.Jpeg => "jpeg", PictureFormat.Webp => "webp", _ => "png" };

    /// <summary>The picture number <paramref name="index"/>, from 0.</summary>
    public Picture PictureAt(int index) => new(Prompt, unchecked(Seed + index), Width, Height, Format, Compression, Transparent) { Inputs = Inputs };

    /// <summary>Reads an OpenAI-shaped body. Members it does not know are passed over.</summary>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="inputs">The pictures that came along.</param>
    /// <param name="request">The request; null if it is at fault.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static SandboxError? Parse(ReadOnlyMemory<byte> body, SandboxOperation operation, SandboxInputs inputs, out SandboxRequest? request)
    {
        request = null;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return SandboxError.Body("We could not parse the JSON body of your request.");
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return SandboxError.Body("The JSON body of your request has to be an object.");
            var members = new SandboxMembers(document.RootElement);
            var parsed = Read(members, operation, inputs);
            request = members.Error is null ? parsed : null;
            return members.Error;
        }
    }

    private static SandboxRequest Read(SandboxMembers members, SandboxOperation operation, SandboxInputs inputs)
    {
        // The model first: a client that names a model which is not here should hear of nothing else.
        members.Fail(SandboxBehaviour.Parse(members.Text("model") ?? SandboxBehaviour.Model, out var behaviour));
        // A variation has no prompt.
        var prompt = operation == SandboxOperation.Variation ? "" : ReadPrompt(members);

        var format = members.Choice("output_format", "png", "png", "jpeg", "webp");
        var background = members.Choice("background", "auto", "auto", "opaque", "transparent");
        if (background == "transparent" && format == "jpeg")
            members.Fail(SandboxError.Value("background", "Transparent background is not supported for JPEG output format."));
        var quality = members.Choice("quality", "auto", "auto", "low", "medium", "high", "xhigh", "max", "standard", "hd");
        var (width, height) = ReadSize(members, inputs);
        return new SandboxRequest
        {
            Prompt = prompt,
            Inputs = inputs,
            Behaviour = behaviour,
            Count = (int)members.Whole("n", 1, 1, MostPictures),
            Width = width,
            Height = height,
            Quality = quality switch { "auto" or "standard" => "medium", "hd" => "high", _ => quality },
            Transparent = background == "transparent",
            Format = format switch { "jpeg" => PictureFormat.Jpeg, "webp" => PictureFormat.Webp, _ => PictureFormat.Png },
            Compression = (int)members.Whole("output_compression", DefaultCompression, 0, 100),
            Drafts = (int)members.Whole("partial_images", 0, 0, MostDrafts),
            Stream = members.Flag("stream"),
            Seed = members.Whole("seed", 0, long.MinValue, long.MaxValue),
        };
    }

    private static string ReadPrompt(SandboxMembers members)
    {
        var prompt = members.Text("prompt");
        if (prompt is null)
            members.Fail(SandboxError.Value("prompt", "Missing required parameter: 'prompt'.", "missing_required_parameter"));
        else if (prompt.Length == 0)
            members.Fail(SandboxError.Value(
                "prompt",
                "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.",
                "empty_string"));
        else if (prompt.Length > PromptLimit)
            members.Fail(SandboxError.Value(
                "prompt",
                $"Invalid 'prompt': string too long. Expected a string with maximum length {PromptLimit}, but got a string with length {prompt.Length} instead.",
                "string_above_max_length"));
        return prompt ?? "";
    }

    private static (int Width, int Height) ReadSize(SandboxMembers members, SandboxInputs inputs)
    {
        var text = members.Text("size");
        if (text is null or "auto")
            return inputs.Images.Count > 0 ? inputs.Size : (1024, 1024);
        var x = text.IndexOf('x', StringComparison.Ordinal);
        if (x > 0 && Side(text.AsSpan(0, x), out var width) && Side(text.AsSpan(x + 1), out var height) && width * height <= MostPixels)
            return (width, height);
        members.Fail(SandboxError.Value(
            "size",
            $"Invalid value: '{text}'. Supported values are: 'auto' and WIDTHxHEIGHT with sides of {ShortestSide} to {LongestSide} pixels "
            + $"and at most {MostPixels} pixels in all."));
        return (1024, 1024);
    }

    private static bool Side(ReadOnlySpan<char> text, out int side) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out side) && side is >= ShortestSide and <= LongestSide;
}
