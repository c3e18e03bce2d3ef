using System.Text;

namespace Iris.Gateway.Commands;

/// <summary>A colour of a word.</summary>
internal enum Tint
{
    None = 0,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Grey = 90,
}

/// <summary>
/// Where a command writes. A person's terminal gets colours and lines that end at a word; a pipe gets the same text without either, so that it can be
/// searched line by line.
/// </summary>
/// <param name="output">Standard output, for what was asked for.</param>
/// <param name="error">Standard error, for what went wrong.</param>
/// <param name="width">The columns of the terminal; null where nobody looks.</param>
/// <param name="hasColors">Whether words may be coloured.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, int? width = null, bool hasColors = false)
{
    private const int LeastWidth = 60;
    private const int MostWidth = 120;

    /// <summary>Standard output.</summary>
    public TextWriter Output => output;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error;

    /// <summary>The columns of a line; a pipe's are unbounded.</summary>
    public int Width { get; } = width is { } columns ? Math.Clamp(columns, LeastWidth, MostWidth) : int.MaxValue;

    /// <summary>The terminal of this process. Colours are left out where <c>NO_COLOR</c> is set (no-color.org) or the terminal has none.</summary>
    public static Terminal OfProcess(TextWriter output, TextWriter error)
    {
        if (Console.IsOutputRedirected)
            return new(output, error);
        var isPlain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new(output, error, ColumnsOfConsole(), !isPlain);
    }

    /// <summary>Colours a text, where this terminal has colours.</summary>
    public string Paint(string text, Tint tint) => hasColors && tint != Tint.None && text.Length > 0 ? $"\e[{(int)tint}m{text}\e[0m" : text;

    /// <summary>Writes a line.</summary>
    public void Line(string text = "") => output.WriteLine(text);

    /// <summary>Writes a paragraph, broken at words.</summary>
    /// <param name="text">One line of text without colours.</param>
    /// <param name="indent">What every line of it begins with.</param>
    /// <param name="tint">The colour of the whole.</param>
    public void Paragraph(string text, string indent = "", Tint tint = Tint.None)
    {
        foreach (var line in Wrap(text, Width - indent.Length))
            output.WriteLine(indent + Paint(line, tint));
    }

    /// <summary>Writes a line to standard error, and what to do next; returns an exit code.</summary>
    public int Fail(string problem, int exitCode = ExitCodes.Bad)
    {
        error.WriteLine(problem);
        return exitCode;
    }

    /// <summary>Breaks a text at words. A word that is longer than a line has a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }

    // A terminal that does not tell its width has the classic one.
    private static int ColumnsOfConsole()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}

/// <summary>What the program returns to its caller.</summary>
internal static class ExitCodes
{
    /// <summary>As asked.</summary>
    public const int Good = 0;

    /// <summary>An error in the file, a gateway that is not well or does not answer, a start that failed.</summary>
    public const int Bad = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
