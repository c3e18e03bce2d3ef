using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Azure;

/// <summary>
/// What Azure's deployments cost whose names begin like their models: OpenAI's rates (docs/costs.md). For any other name the file says which model it
/// is (<c>Like</c>). Correct a row here and nothing else has to change.
/// </summary>
internal static class AzurePrices
{
    private const string Ended = "Azure ended the model";

    /// <summary>The table.</summary>
    public static PriceTable Table { get; } = new([.. GptImagePrices.Of(), PriceRow.Unknown("dall-e-3", Ended), PriceRow.Unknown("dalle3", Ended)]);
}
