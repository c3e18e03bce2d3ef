using System.Text;

namespace Iris.Gateway.Commands;

/// <summary>A table: columns as wide as their widest cell, the last one broken at words where a terminal ends.</summary>
/// <param name="headers">The names of the columns.</param>
internal sealed class TextTable(params string[] headers)
{
    private const string Gap = "  ";
    // The last column keeps this much, however wide the others are.
    private const int LeastLast = 20;

    private readonly List<(string[] Cells, Tint Tint)> _rows = [];

    /// <summary>Adds a row; <paramref name="tint"/> colours its first cell.</summary>
    public void Add(Tint tint, params string[] cells) => _rows.Add((cells, tint));

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => Add(Tint.None, cells);

    /// <summary>Writes the table.</summary>
    public void Write(Terminal terminal, string indent = "")
    {
        if (_rows.Count == 0)
            return;
        var widths = headers.Select((header, i) => _rows.Max(row => Math.Max(header.Length, row.Cells[i].Length))).ToArray();
        var last = Math.Max(LeastLast, terminal.Width - indent.Length - widths[..^1].Sum(width => width + Gap.Length));
        Write(terminal, indent, headers, widths, last, cell => terminal.Paint(cell, Tint.Grey));
        foreach (var (cells, tint) in _rows)
            Write(terminal, indent, cells, widths, last, cell => terminal.Paint(cell, tint));
    }

    private static void Write(Terminal terminal, string indent, string[] cells, int[] widths, int last, Func<string, string> paint)
    {
        var before = new StringBuilder(indent);
        for (var i = 0; i < cells.Length - 1; i++)
            before.Append(i == 0 ? paint(cells[i]) : cells[i]).Append(' ', widths[i] - cells[i].Length).Append(Gap);
        var blank = new string(' ', indent.Length + widths[..^1].Sum(width => width + Gap.Length));
        foreach (var line in Terminal.Wrap(cells[^1], last))
        {
            terminal.Line($"{before}{line}".TrimEnd());
            before.Clear().Append(blank);
        }
    }
}
