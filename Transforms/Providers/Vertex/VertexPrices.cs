using Iris.Transforms.Families.Google;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>What Vertex AI's models cost (docs/costs.md): Google's prices, and those of models that only Vertex had.</summary>
internal static class VertexPrices
{
    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new([.. GooglePrices.Of(), PriceRow.Unknown("imagegeneration*", "the model has ended")]);
}
