namespace Iris.Transforms.Requests;

/// <summary>
/// The optional members of an image request, as a set. The members that a request carries and those that a model accepts are both values of this
/// type, so that their difference is what gets lost. Each has its row in <see cref="Members.RequestMembers"/>.
/// </summary>
[Flags]
public enum ImageParameters : uint
{
    /// <summary>No member.</summary>
    None = 0,
    /// <summary><c>n</c></summary>
    N = 1 << 0,
    /// <summary><c>size</c></summary>
    Size = 1 << 1,
    /// <summary><c>quality</c></summary>
    Quality = 1 << 2,
    /// <summary><c>style</c></summary>
    Style = 1 << 3,
    /// <summary><c>response_format</c></summary>
    ResponseFormat = 1 << 4,
    /// <summary><c>background</c></summary>
    Background = 1 << 5,
    /// <summary><c>moderation</c></summary>
    Moderation = 1 << 6,
    /// <summary><c>output_format</c></summary>
    OutputFormat = 1 << 7,
    /// <summary><c>output_compression</c></summary>
    OutputCompression = 1 << 8,
    /// <summary><c>partial_images</c></summary>
    PartialImages = 1 << 9,
    /// <summary><c>input_images</c></summary>
    InputImages = 1 << 10,
    /// <summary><c>seed</c></summary>
    Seed = 1 << 11,
    /// <summary><c>negative_prompt</c></summary>
    NegativePrompt = 1 << 12,
    /// <summary><c>num_inference_steps</c></summary>
    NumInferenceSteps = 1 << 13,
    /// <summary><c>aspect_ratio</c></summary>
    AspectRatio = 1 << 14,
    /// <summary><c>resolution</c></summary>
    Resolution = 1 << 15,
    /// <summary><c>user</c></summary>
    User = 1 << 16,
    /// <summary><c>safety_identifier</c></summary>
    SafetyIdentifier = 1 << 17,
    /// <summary><c>complexity</c></summary>
    Complexity = 1 << 18,
    /// <summary><c>frame_count</c></summary>
    FrameCount = 1 << 19,
    /// <summary><c>frame_duration_ms</c></summary>
    FrameDurationMs = 1 << 20,
    /// <summary><c>svg</c></summary>
    Svg = 1 << 21,
    /// <summary><c>input_fidelity</c></summary>
    InputFidelity = 1 << 22,
}
