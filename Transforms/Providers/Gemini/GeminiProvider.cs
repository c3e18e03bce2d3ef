using Iris.Transforms.Answers;
using Iris.Transforms.Errors;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>The Gemini API: Gemini image models and Imagen with a key (providers-native, section 1).</summary>
public sealed class GeminiProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "gemini";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.gemini";
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = new("x-goog-api-key", "");
    /// <inheritdoc/>
    public override IReadOnlyList<string> CredentialQuery => ["key", "access_token"];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels =>
    [
        "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-2.5-flash-image",
        "imagen-4.0-generate-001", "imagen-4.0-fast-generate-001", "imagen-4.0-ultra-generate-001",
    ];

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => GeminiModels.Of(model).Capabilities;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => GeminiRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        GeminiResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => GeminiErrorTransform.Read(answer);
}
