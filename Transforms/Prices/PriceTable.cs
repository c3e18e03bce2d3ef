using System.IO.Enumeration;

namespace Iris.Transforms.Prices;

/// <summary>
/// Prices of models by patterns. Of several rows that cover a model the most specific one counts: the one whose pattern has the most characters
/// besides <c>*</c> and <c>?</c>, of those the one with the fewest of them, and of those the last in ordinal order.
/// </summary>
internal sealed class PriceTable
{
    // Each with the length of its pattern's literal beginning: nearly all rows differ from a model there.
    private readonly (int Literal, PriceRow Row)[] _rows;

    /// <summary>Creates a table; the order of the rows does not matter.</summary>
    public PriceTable(IEnumerable<PriceRow> rows) =>
        _rows =
        [
            .. rows.OrderByDescending(static row => row.Models.Count(static c => c is not ('*' or '?')))
                .ThenBy(static row => row.Models.Length)
                .ThenByDescending(static row => row.Models, StringComparer.Ordinal)
                .Select(static row => (row.Models.AsSpan().IndexOfAny('*', '?') is >= 0 and var wild ? wild : row.Models.Length, row)),
        ];

    /// <summary>Everything costs nothing: the table of providers that run on the owner's own machines.</summary>
    public static PriceTable Free { get; } = new([PriceRow.Flat("*", 0)]);

    /// <summary>The table of a provider none of whose models has a price.</summary>
    /// <param name="why">Why, as a clause without a full stop.</param>
    public static PriceTable Unpriced(string why) => new([PriceRow.Unknown("*", why)]);

    /// <summary>A table without prices.</summary>
    public static PriceTable Empty { get; } = new([]);

    /// <summary>The day of the prices that ship with Iris.</summary>
    public static DateOnly ShippedOn { get; } = new(2026, 11, 26);

    /// <summary>The rows, the most specific one first.</summary>
    public IEnumerable<PriceRow> Rows => _rows.Select(entry => entry.Row);

    /// <summary>The row of a model; null when none covers it. A row may say that the model is unpriced.</summary>
    /// <param name="model">The model's name at its provider.</param>
    public PriceRow? Find(string model)
    {
        foreach (var (literal, row) in _rows)
        {
            if (model.AsSpan().StartsWith(row.Models.AsSpan(0, literal), StringComparison.OrdinalIgnoreCase)
                && FileSystemName.MatchesSimpleExpression(row.Models, model))
                return row;
        }
        return null;
    }
}
