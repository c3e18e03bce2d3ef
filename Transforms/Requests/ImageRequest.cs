using Iris.Transforms.Requests.Members;

namespace Iris.Transforms.Requests;

/// <summary>A member kept exactly as it was sent.</summary>
/// <param name="Name">The unescaped name.</param>
/// <param name="Json">The value's JSON text, unchanged.</param>
public sealed record RawMember(string Name, ReadOnlyMemory<byte> Json);

/// <summary>One entry of <c>fallbacks</c>.</summary>
/// <param name="Provider">Set when the entry was an object <c>{"provider", "model"}</c>; null for a string.</param>
/// <param name="Model">The model, or the whole string <c>provider/model</c>.</param>
public sealed record FallbackEntry(string? Provider, string Model);

/// <summary>How the client wants to get pictures (<c>response_format</c>).</summary>
public enum ResponseForm
{
    /// <summary>Not given: the provider's natural form.</summary>
    Unspecified,
    /// <summary><c>b64_json</c></summary>
    Base64,
    /// <summary><c>url</c></summary>
    Url,
}

/// <summary>
/// The canonical request of a client, independent of the dialect it was sent in. Immutable: no attempt changes it. Members follow docs/contract.md,
/// section 3.1, and OpenAI's newer ones; null means "not given".
/// </summary>
public sealed record ImageRequest
{
    private readonly RequestValues _values;

    /// <summary>Creates a request without any member.</summary>
    public ImageRequest()
    {
    }

    /// <summary>Creates a request with these optional members.</summary>
    internal ImageRequest(in RequestValues values) => _values = values;

    /// <summary>What the client asks for.</summary>
    public ImageOperation Operation { get; init; }
    /// <summary>The client's pictures, in order: of an edit or variation, and of a generation that has any.</summary>
    public IReadOnlyList<ImageInput> Inputs { get; init; } = [];
    /// <summary>Where an edit may change the first picture: its transparent pixels (OpenAI's meaning); null for everywhere.</summary>
    public ImageInput? Mask { get; init; }
    /// <summary>The model as the client wrote it, <c>provider/model</c>, a bare model or an alias.</summary>
    public string Model { get; init; } = "";
    /// <summary>Never empty for a generation; empty for an edit whose model needs none.</summary>
    public string Prompt { get; init; } = "";
    /// <summary>How many pictures, 1..10.</summary>
    public int? N { get => _values.N; init => _values.N = value; }
    /// <summary><c>auto</c> or pixels.</summary>
    public ImageSize? Size { get => _values.Size; init => _values.Size = value; }
    /// <summary>The size as the client wrote it, in a form that the contract does not have; null when it has no such form.</summary>
    internal LooseSize? LooseSize => _values.LooseSize;
    /// <summary>Free text; the contract names <c>standard</c> and <c>hd</c>, actual models accept more.</summary>
    public string? Quality { get => _values.Quality; init => _values.Quality = value; }
    /// <summary><c>natural</c> or <c>vivid</c>, passed on unchanged.</summary>
    public string? Style { get => _values.Style; init => _values.Style = value; }
    /// <summary>The form in which the client wants the pictures.</summary>
    public ResponseForm ResponseFormat { get => _values.ResponseFormat; init => _values.ResponseFormat = value; }
    /// <summary><c>transparent</c>, <c>opaque</c>, <c>auto</c>.</summary>
    public string? Background { get => _values.Background; init => _values.Background = value; }
    /// <summary><c>low</c>, <c>auto</c>.</summary>
    public string? Moderation { get => _values.Moderation; init => _values.Moderation = value; }
    /// <summary><c>png</c>, <c>jpeg</c>, <c>webp</c>, and further formats of some models.</summary>
    public string? OutputFormat { get => _values.OutputFormat; init => _values.OutputFormat = value; }
    /// <summary>0..100.</summary>
    public int? OutputCompression { get => _values.OutputCompression; init => _values.OutputCompression = value; }
    /// <summary>How many partial pictures the client wants while streaming, 0..3.</summary>
    public int? PartialImages { get => _values.PartialImages; init => _values.PartialImages = value; }
    /// <summary>Raw JSON array of URLs, data URLs or base64 strings.</summary>
    public ReadOnlyMemory<byte>? InputImages { get => _values.InputImages; init => _values.InputImages = value; }
    /// <summary>The random seed.</summary>
    public long? Seed { get => _values.Seed; init => _values.Seed = value; }
    /// <summary>What the picture must not show.</summary>
    public string? NegativePrompt { get => _values.NegativePrompt; init => _values.NegativePrompt = value; }
    /// <summary>Diffusion steps.</summary>
    public int? NumInferenceSteps { get => _values.NumInferenceSteps; init => _values.NumInferenceSteps = value; }
    /// <summary>For instance <c>16:9</c>.</summary>
    public string? AspectRatio { get => _values.AspectRatio; init => _values.AspectRatio = value; }
    /// <summary>For instance <c>2K</c>.</summary>
    public string? Resolution { get => _values.Resolution; init => _values.Resolution = value; }
    /// <summary>The end user, for the provider's abuse tracking.</summary>
    public string? User { get => _values.User; init => _values.User = value; }
    /// <summary>OpenAI's successor to <see cref="User"/>.</summary>
    public string? SafetyIdentifier { get => _values.SafetyIdentifier; init => _values.SafetyIdentifier = value; }
    /// <summary>OpenAI's planning effort.</summary>
    public string? Complexity { get => _values.Complexity; init => _values.Complexity = value; }
    /// <summary>Frames of an animated picture.</summary>
    public int? FrameCount { get => _values.FrameCount; init => _values.FrameCount = value; }
    /// <summary>Milliseconds that each frame is shown.</summary>
    public int? FrameDurationMs { get => _values.FrameDurationMs; init => _values.FrameDurationMs = value; }
    /// <summary>Raw JSON object, OpenAI's <c>svg</c>.</summary>
    public ReadOnlyMemory<byte>? Svg { get => _values.Svg; init => _values.Svg = value; }
    /// <summary><c>high</c> or <c>low</c>: how closely an edit keeps to the pictures.</summary>
    public string? InputFidelity { get => _values.InputFidelity; init => _values.InputFidelity = value; }
    /// <summary>True when the client wants the answer as server-sent events.</summary>
    public bool Stream { get; init; }
    /// <summary>Models to try in order when the first one fails.</summary>
    public IReadOnlyList<FallbackEntry> Fallbacks { get; init; } = [];
    /// <summary>Members outside the contract, at most 64; the provider decides about them.</summary>
    public IReadOnlyList<RawMember> Extras { get; init; } = [];

    /// <summary>How many pictures the client expects.</summary>
    public int Count => N ?? 1;

    /// <summary>The optional members that were given.</summary>
    public ImageParameters Given { get; init; }
}
