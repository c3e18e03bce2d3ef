using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>The Gemini API: Gemini image models and Imagen with a key (docs/providers/gemini.md).</summary>
internal sealed class GeminiProvider : GoogleProvider
{
    /// <inheritdoc/>
    public override string Name => "gemini";
    /// <inheritdoc/>
    public override string TelemetryName => "gcp.gemini";
    /// <inheritdoc/>
    internal override PriceTable Prices => GooglePrices.Table;
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;

    /// <inheritdoc/>
    protected override GoogleModels Table => GeminiModels.Table;

    /// <inheritdoc/>
    protected override Uri AddressOf(ProviderCall call, string method) => AddressPath.Join(call.Address, "v1beta", method);
}
