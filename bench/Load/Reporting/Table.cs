using System.Globalization;
using System.Text;

namespace Iris.Bench.Load.Reporting;

/// <summary>A table with aligned columns, for a terminal and for Markdown.</summary>
internal sealed class Table(params string[] heads)
{
    private readonly List<string[]> _rows = [];

    /// <summary>The number of leading columns with words; the others hold numbers and are right-aligned.</summary>
    public int Words { get; init; } = 2;

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>A number with about three digits; a dash when there is none.</summary>
    public static string Number(double? value) => value is not { } number || double.IsNaN(number) || double.IsInfinity(number)
        ? "-"
        : number.ToString(Math.Abs(number) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    public override string ToString()
    {
        var widths = heads.Select((head, i) => Math.Max(head.Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max())).ToArray();
        var text = new StringBuilder();
        Append(text, heads, widths);
        text.Append('|');
        for (var i = 0; i < heads.Length; i++)
            text.Append('-', widths[i] + 1).Append(IsWord(i) ? '-' : ':').Append('|');
        text.Append('\n');
        foreach (var row in _rows)
            Append(text, row, widths);
        return text.ToString();
    }

    private void Append(StringBuilder text, string[] cells, int[] widths)
    {
        for (var i = 0; i < cells.Length; i++)
            text.Append("| ").Append(IsWord(i) ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i])).Append(' ');
        text.Append("|\n");
    }

    // The column "also" holds words and stands last.
    private bool IsWord(int column) => column < Words || heads[column] == "also";
}
