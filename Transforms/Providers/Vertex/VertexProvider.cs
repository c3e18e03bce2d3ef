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
    // The application default credentials count only when the settings ask for them.
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } =
    [
        new("ServiceAccount") { IsSecret = true, StandsForKey = StandsForKey.WhenGiven },
        new("Project") { StandsForKey = StandsForKey.WhenGiven },
        new("Location"),
        new("TokenUri") { Check = ProviderSetting.CheckUrl },
        new("Adc") { StandsForKey = StandsForKey.WhenTrue },
    ];

    // What Vertex AI accepts (docs/providers/vertex.md, "Request").
    /// <inheritdoc/>
    protected override GoogleModels Models { get; } = new(
        // No user: labels are meant for billing, and a person's identity does not belong there.
        gemini: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | InputImages | Seed | NegativePrompt | AspectRatio
            | Resolution,
        // The newest Imagen models ignore a negative prompt; whether they reject it is unknown.
        imagen: N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | Seed | NegativePrompt | AspectRatio | Resolution)
    {
        // Cloud Storage and public URLs.
        FileAddresses = ["gs://", "https://"],
        FilesNeedType = true,
        // imagegeneration@006 and earlier versions.
        OlderImagen = ["imagegeneration*"],
    };

    /// <inheritdoc/>
    protected override Uri AddressOf(ProviderCall call, string method) => VertexAddress.Of(call, method);
}
