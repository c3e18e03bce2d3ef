namespace Iris.Transforms.Requests.Members;

/// <summary>The values of a request's optional members. A dialect's reader sets them; an <see cref="ImageRequest"/> keeps a copy.</summary>
internal record struct RequestValues
{
    public int? N;
    public ImageSize? Size;
    public LooseSize? LooseSize;
    public string? Quality;
    public string? Style;
    public ResponseForm ResponseFormat;
    public string? Background;
    public string? Moderation;
    public string? OutputFormat;
    public int? OutputCompression;
    public int? PartialImages;
    public ReadOnlyMemory<byte>? InputImages;
    public long? Seed;
    public string? NegativePrompt;
    public int? NumInferenceSteps;
    public string? AspectRatio;
    public string? Resolution;
    public string? User;
    public string? SafetyIdentifier;
    public string? Complexity;
    public int? FrameCount;
    public int? FrameDurationMs;
    public ReadOnlyMemory<byte>? Svg;
    public string? InputFidelity;
}
