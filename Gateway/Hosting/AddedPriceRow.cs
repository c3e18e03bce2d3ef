using Iris.Gateway.Configuration;
using Iris.Transforms;
using Iris.Transforms.Prices;

namespace Iris.Gateway.Hosting;

/// <summary>Reads a row of an application's prices by the rules of <c>Images.Prices</c>.</summary>
internal static class AddedPriceRow
{
    // Where the row would stand in the file: what may be quoted from there, may be quoted of it.
    private const string Place = "Images:Prices:row";
    private static readonly string Shown = ConfigurationErrors.Dotted(Place) + ".";

    /// <summary>The row; null when something is wrong with it.</summary>
    /// <param name="name">The pattern of <c>cluster/model</c>.</param>
    /// <param name="price">The price.</param>
    /// <param name="catalog">The providers whose rows it may refer to.</param>
    /// <param name="fault">What is wrong, as a clause.</param>
    public static PriceRow? Read(string name, ImagePrice? price, ProviderCatalog catalog, out string? fault)
    {
        fault = price is null ? "there is none" : ModelPattern.Of(name).Fault;
        if (fault is not null)
            return null;
        try
        {
            var section = new ConfigurationBuilder()
                .AddInMemoryCollection(price!.ToValues().Select(value => KeyValuePair.Create($"{Place}:{value.Key}", value.Value)))
                .Build().GetSection(Place);
            var errors = new ConfigurationErrors();
            var row = new PriceReader(section, catalog, errors).Read(ModelPattern.Of(name).Models);
            if (errors.Count == 0)
                return row;
            fault = string.Join("; ", errors.InOrder().Select(error => error.Path.StartsWith(Shown, StringComparison.Ordinal)
                ? $"{error.Path[Shown.Length..]}: {error.Message}"
                : error.Message));
        }
        catch (FormatException e)
        {
            fault = e.Message;
        }
        return null;
    }
}
