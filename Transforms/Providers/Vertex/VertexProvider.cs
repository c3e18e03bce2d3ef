using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>Vertex AI: the same two families under a project, with OAuth, or with a key in express mode (docs/providers/vertex.md).</summary>
public sealed class VertexProvider : GoogleProvider
{
    /// <inheritdoc/>
    public override string Name => "vertex";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.vertex_ai";
    /// <inheritdoc/>
    public override CredentialKind Credential => CredentialKind.Google;
    // Without an account the application default credentials: only where somebody has said that they are meant.
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("ServiceAccount") { IsSecret = true, StandsForKey = StandsForKey.WhenGiven },
        new("Project") { StandsForKey = StandsForKey.WhenGiven },
        new("Location"),
        new("TokenUri") { Check = ProviderSetting.CheckUrl },
        new("Adc") { StandsForKey = StandsForKey.WhenTrue },
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
