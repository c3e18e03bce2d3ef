using System.IO.Enumeration;

namespace Iris.Transforms.Prices;

/// <summary>
/// Prices of models by patterns. Of several rows that cover a model the most specific one counts: the one whose pattern has the most characters
/// besides <c>*</c> and <c>?</c>, and of those the last in ordinal order.
/// </summary>
internal sealed class PriceTable
{
    private readonly PriceRow[] _rows;

    /// <summary>Creates a table; the order of the rows does not matter.</summary>
    public PriceTable(IEnumerable<PriceRow> rows) =>
        _rows = [.. rows.OrderByDescending(row => row.Models.Count(static c => c is not ('*' or '?'))).ThenByDescending(row => row.Models, StringComparer.Ordinal)];

    /// <summary>Everything costs nothing: the table of providers that run on the owner's own machines.</summary>
    public static PriceTable Free { get; } = new([PriceRow.Flat("*", 0)]);

    /// <summary>A table without prices.</summary>
    public static PriceTable Empty { get; } = new([]);

    /// <summary>The day of the prices that ship with Iris.</summary>
    public static DateOnly ShippedOn { get; } = new(2026, 11, 26);

    /// <summary>The rows, the most specific one first.</summary>
    public IReadOnlyList<PriceRow> Rows => _rows;

    /// <summary>The row of a model; null when none covers it. A row may say that the model is unpriced.</summary>
    /// <param name="model">The model's name at its provider.</param>
    public PriceRow? Find(string model)
    {
        foreach (var row in _rows)
        {
            if (FileSystemName.MatchesSimpleExpression(row.Models, model))
                return row;
        }
        return null;
    }
}
