using Spectre.Console;

namespace Iris.Gateway.Commands;

/// <summary>A table: columns as wide as their widest cell, the last one broken at words where a terminal ends.</summary>
internal sealed class TextTable
{
    private const int Gap = 2;
    // The last column keeps this much, however wide the others are.
    private const int LeastLast = 20;

    private readonly Table _table = new Table().NoBorder();
    private readonly int[] _widths;

    /// <summary>A table without rows.</summary>
    /// <param name="headers">The names of the columns.</param>
    public TextTable(params string[] headers)
    {
        _widths = [.. headers.Select(WidthOf)];
        for (var i = 0; i < headers.Length; i++)
        {
            var isLast = i == headers.Length - 1;
            _table.AddColumn(new TableColumn(new Text(headers[i], Palette.Aside)) { NoWrap = !isLast, Padding = new(0, 0, isLast ? 0 : Gap, 0) });
        }
    }

    /// <summary>Adds a row; <paramref name="color"/> colours its first cell.</summary>
    public void Add(Color color, params string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
            _widths[i] = Math.Max(_widths[i], WidthOf(cells[i]));
        _table.AddRow(cells.Select((cell, i) => new Text(cell, i == 0 ? color : Color.Default)));
    }

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => Add(Color.Default, cells);

    /// <summary>Writes the table, unless it has no rows.</summary>
    public void Write(Terminal terminal, string indent = "")
    {
        if (_table.Rows.Count > 0)
            terminal.Write(_table, indent.Length, LeastWidth);
    }

    // With less than that, columns that must not be broken make the library look for room for ever.
    private int LeastWidth => _widths[..^1].Sum(width => width + Gap) + Math.Min(_widths[^1], LeastLast);

    // Letters of other scripts may take two columns.
    private static int WidthOf(string text) => text.EnumerateRunes().Sum(rune => rune.IsAscii ? 1 : 2);
}
