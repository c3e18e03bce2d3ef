using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>Vertex AI: the same two families under a project, with OAuth, or with a key in express mode (docs/providers/vertex.md).</summary>
internal sealed class VertexProvider : GoogleProvider
{
    /// <inheritdoc/>
    public override string Name => "vertex";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.vertex_ai";
    /// <inheritdoc/>
    internal override PriceTable Prices => VertexPrices.Table;
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
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

    /// <inheritdoc/>
    protected override GoogleModels Table => VertexModels.Table;

    /// <inheritdoc/>
    protected override Uri AddressOf(ProviderCall call, string method) => VertexAddress.Of(call, method);
}
