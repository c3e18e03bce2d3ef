using Iris.Transforms.Answers;
using Iris.Transforms.Errors;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>Vertex AI: the same two families under a project, with OAuth, or with a key in express mode (providers-native, section 2).</summary>
public sealed class VertexProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "vertex";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.vertex_ai";
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = new("x-goog-api-key", "");
    /// <inheritdoc/>
    public override CredentialKind Credential => CredentialKind.Google;
    /// <inheritdoc/>
    public override IReadOnlyList<string> CredentialQuery => ["key", "access_token"];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels =>
    [
        "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-2.5-flash-image",
        "imagen-4.0-generate-001", "imagen-4.0-fast-generate-001", "imagen-4.0-ultra-generate-001",
    ];

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => VertexModels.Of(model).Capabilities;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => VertexRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        VertexResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => VertexErrorTransform.Read(answer);
}
