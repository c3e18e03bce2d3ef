namespace Iris.Transforms.Requests;

/// <summary>A member kept as it came.</summary>
/// <param name="Name">The unescaped name.</param>
/// <param name="Json">The value's JSON text, verbatim.</param>
public sealed record RawMember(string Name, ReadOnlyMemory<byte> Json);

/// <summary>One entry of <c>fallbacks</c>.</summary>
/// <param name="Provider">Set when the entry was an object <c>{"provider", "model"}</c>; null for a string.</param>
/// <param name="Model">The model, or the whole string <c>provider/model</c>.</param>
public sealed record FallbackEntry(string? Provider, string Model);

/// <summary>How the client wants to get pictures (<c>response_format</c>).</summary>
public enum ResponseForm
{
    /// <summary>Not said: the provider's natural form.</summary>
    Unspecified,
    /// <summary><c>b64_json</c></summary>
    Base64,
    /// <summary><c>url</c></summary>
    Url,
}

/// <summary>
/// The canonical request: what a client asked for, whatever dialect it asked in. Immutable once a dialect's reader has handed it out: no attempt changes it.
/// Members follow docs/contract.md, section 3.1, and OpenAI's newer ones; null means "not given".
/// </summary>
public sealed record ImageRequest
{
    /// <summary>The model as the client wrote it, <c>provider/model</c>, a bare model or an alias.</summary>
    public string Model { get; internal set; } = "";
    /// <summary>Never empty.</summary>
    public string Prompt { get; internal set; } = "";
    /// <summary>How many pictures, 1..10.</summary>
    public int? N { get; internal set; }
    /// <summary><c>auto</c> or pixels.</summary>
    public ImageSize? Size { get; internal set; }
    /// <summary>Free text; the contract names <c>standard</c> and <c>hd</c>, real models take more.</summary>
    public string? Quality { get; internal set; }
    /// <summary><c>natural</c> or <c>vivid</c>, passed on as it is.</summary>
    public string? Style { get; internal set; }
    /// <summary>The form in which pictures are to be delivered.</summary>
    public ResponseForm ResponseFormat { get; internal set; }
    /// <summary><c>transparent</c>, <c>opaque</c>, <c>auto</c>.</summary>
    public string? Background { get; internal set; }
    /// <summary><c>low</c>, <c>auto</c>.</summary>
    public string? Moderation { get; internal set; }
    /// <summary><c>png</c>, <c>jpeg</c>, <c>webp</c>, and what models add.</summary>
    public string? OutputFormat { get; internal set; }
    /// <summary>0..100.</summary>
    public int? OutputCompression { get; internal set; }
    /// <summary>Partial pictures wanted while streaming, 0..3.</summary>
    public int? PartialImages { get; internal set; }
    /// <summary>Raw JSON array of URLs, data URLs or base64 strings.</summary>
    public ReadOnlyMemory<byte>? InputImages { get; internal set; }
    /// <summary>The random seed.</summary>
    public long? Seed { get; internal set; }
    /// <summary>What must not be in the picture.</summary>
    public string? NegativePrompt { get; internal set; }
    /// <summary>Diffusion steps.</summary>
    public int? NumInferenceSteps { get; internal set; }
    /// <summary>For instance <c>16:9</c>.</summary>
    public string? AspectRatio { get; internal set; }
    /// <summary>For instance <c>2K</c>.</summary>
    public string? Resolution { get; internal set; }
    /// <summary>The end user, for the provider's abuse tracking.</summary>
    public string? User { get; internal set; }
    /// <summary>OpenAI's successor of <see cref="User"/>.</summary>
    public string? SafetyIdentifier { get; internal set; }
    /// <summary>OpenAI's planning effort.</summary>
    public string? Complexity { get; internal set; }
    /// <summary>Frames of an animated picture.</summary>
    public int? FrameCount { get; internal set; }
    /// <summary>Milliseconds a frame stands.</summary>
    public int? FrameDurationMs { get; internal set; }
    /// <summary>Raw JSON object, OpenAI's <c>svg</c>.</summary>
    public ReadOnlyMemory<byte>? Svg { get; internal set; }
    /// <summary>Answer as server-sent events.</summary>
    public bool Stream { get; internal set; }
    /// <summary>Models to try when the first fails, in order.</summary>
    public IReadOnlyList<FallbackEntry> Fallbacks { get; internal set; } = [];
    /// <summary>Members this contract does not know, at most 64, for the provider to judge.</summary>
    public IReadOnlyList<RawMember> Extras { get; internal set; } = [];

    /// <summary>How many pictures the client expects.</summary>
    public int Count => N ?? 1;

    /// <summary>The optional members that were given.</summary>
    public ImageParameters Given { get; internal set; }
}
