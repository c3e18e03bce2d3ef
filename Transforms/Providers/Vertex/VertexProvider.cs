using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>Vertex AI: the same two families under a project, with OAuth, or with a key in express mode (docs/providers/vertex.md).</summary>
internal sealed class VertexProvider : GoogleProvider
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

    // What Vertex AI itself takes (docs/providers/vertex.md, "Request").
    /// <inheritdoc/>
    protected override GoogleModels Models { get; } = new(
        // No user: labels are for bills, and people's identities do not belong there.
        gemini: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | InputImages | Seed | NegativePrompt | AspectRatio
            | Resolution,
        // The newest Imagen models ignore a negative prompt; that they refuse it is not known.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | Seed | NegativePrompt | AspectRatio | Resolution)
    {
        // Cloud Storage, and what anybody can fetch.
        FileAddresses = ["gs://", "https://"],
        FilesNeedType = true,
        // imagegeneration@006 and its forerunners.
        OlderImagen = ["imagegeneration*"],
    };

    /// <inheritdoc/>
    protected override Uri AddressOf(ProviderCall call, string method) => VertexAddress.Of(call, method);
}
