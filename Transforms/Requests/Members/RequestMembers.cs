using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Iris.Transforms.Requests.Members;

/// <summary>
/// The table of a request's optional members (docs/contract.md, section 3.1): each one's name, its allowed values and its place in the request.
/// Dialects read requests by this table, the OpenAI family writes requests by it, and reports quote values by it.
/// </summary>
internal static class RequestMembers
{
    // The longest text of a member that chooses something by a name or a short description, in characters.
    private const int Word = 256;
    // The longest identifier of a user, in characters.
    private const int Identifier = 512;

    /// <summary>Every member, in the order in which the writers write them.</summary>
    public static ImmutableArray<RequestMember> All { get; } =
    [
        new IntegerMember("n", ImageParameters.N, (1, 10), static request => request.N, static (ref values, value) => values.N = (int)value),
        new SizeMember("size", ImageParameters.Size, static request => request.Size, static (ref values, value) => values.Size = value),
        new TextMember("quality", ImageParameters.Quality, Word, static request => request.Quality, static (ref values, value) => values.Quality = value),
        new TextMember("style", ImageParameters.Style, Word, static request => request.Style, static (ref values, value) => values.Style = value),
        new FormMember("response_format", ImageParameters.ResponseFormat, static request => request.ResponseFormat,
            static (ref values, value) => values.ResponseFormat = value),
        new TextMember("background", ImageParameters.Background, Word, static request => request.Background,
            static (ref values, value) => values.Background = value),
        new TextMember("moderation", ImageParameters.Moderation, Word, static request => request.Moderation,
            static (ref values, value) => values.Moderation = value),
        new TextMember("output_format", ImageParameters.OutputFormat, Word, static request => request.OutputFormat,
            static (ref values, value) => values.OutputFormat = value),
        new IntegerMember("output_compression", ImageParameters.OutputCompression, (0, 100), static request => request.OutputCompression,
            static (ref values, value) => values.OutputCompression = (int)value),
        new IntegerMember("partial_images", ImageParameters.PartialImages, (0, 3), static request => request.PartialImages,
            static (ref values, value) => values.PartialImages = (int)value),
        new JsonMember("input_images", ImageParameters.InputImages, JsonShape.Strings, static request => request.InputImages,
            static (ref values, value) => values.InputImages = value),
        new IntegerMember("seed", ImageParameters.Seed, (long.MinValue, long.MaxValue), static request => request.Seed,
            static (ref values, value) => values.Seed = value),
        new TextMember("negative_prompt", ImageParameters.NegativePrompt, int.MaxValue, static request => request.NegativePrompt,
            static (ref values, value) => values.NegativePrompt = value),
        new IntegerMember("num_inference_steps", ImageParameters.NumInferenceSteps, (1, 10_000), static request => request.NumInferenceSteps,
            static (ref values, value) => values.NumInferenceSteps = (int)value),
        new TextMember("aspect_ratio", ImageParameters.AspectRatio, Word, static request => request.AspectRatio,
            static (ref values, value) => values.AspectRatio = value),
        new TextMember("resolution", ImageParameters.Resolution, Word, static request => request.Resolution,
            static (ref values, value) => values.Resolution = value),
        new TextMember("user", ImageParameters.User, Identifier, static request => request.User, static (ref values, value) => values.User = value),
        new TextMember("safety_identifier", ImageParameters.SafetyIdentifier, Identifier, static request => request.SafetyIdentifier,
            static (ref values, value) => values.SafetyIdentifier = value),
        new TextMember("complexity", ImageParameters.Complexity, Word, static request => request.Complexity,
            static (ref values, value) => values.Complexity = value),
        new IntegerMember("frame_count", ImageParameters.FrameCount, (1, 10_000), static request => request.FrameCount,
            static (ref values, value) => values.FrameCount = (int)value),
        new IntegerMember("frame_duration_ms", ImageParameters.FrameDurationMs, (1, 3_600_000), static request => request.FrameDurationMs,
            static (ref values, value) => values.FrameDurationMs = (int)value),
        new JsonMember("svg", ImageParameters.Svg, JsonShape.Object, static request => request.Svg, static (ref values, value) => values.Svg = value),
        new TextMember("input_fidelity", ImageParameters.InputFidelity, Word, static request => request.InputFidelity,
            static (ref values, value) => values.InputFidelity = value),
    ];

    private static readonly FrozenDictionary<string, RequestMember> ByName = All.ToFrozenDictionary(member => member.Name, StringComparer.Ordinal);

    /// <summary>The member with this name; null when the name is not an optional member.</summary>
    public static RequestMember? Find(string name) => ByName.GetValueOrDefault(name);
}
