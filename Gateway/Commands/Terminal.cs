using Spectre.Console;
using Spectre.Console.Rendering;

namespace Iris.Gateway.Commands;

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
    // More than any line of a pipe has.
    private const int Unbounded = 1_000_000;

    private readonly int _width = width is { } columns ? Math.Clamp(columns, LeastWidth, MostWidth) : Unbounded;

    /// <summary>Standard output.</summary>
    public TextWriter Output => output;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error;

    /// <summary>The terminal of this process. Colours are left out where <c>NO_COLOR</c> is set (no-color.org) or the terminal has none.</summary>
    public static Terminal OfProcess(TextWriter output, TextWriter error)
    {
        if (Console.IsOutputRedirected)
            return new(output, error);
        var profile = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Out) }).Profile;
        return new(output, error, profile.Width, profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors });
    }

    /// <summary>Colours a text, where this terminal has colours.</summary>
    public string Paint(string text, Color color) => hasColors ? Render(new Text(text, color), Unbounded) : text;

    /// <summary>Writes a line.</summary>
    public void Line(string text = "") => output.WriteLine(text);

    /// <summary>Writes a paragraph, broken at words.</summary>
    /// <param name="text">One line of text without colours.</param>
    /// <param name="indent">What every line of it begins with: spaces.</param>
    /// <param name="color">The colour of the whole.</param>
    public void Paragraph(string text, string indent = "", Color? color = null) => Write(new Text(text, color ?? Color.Default), indent.Length);

    /// <summary>Writes what is drawn in lines, without the spaces that fill them.</summary>
    /// <param name="drawn">What is drawn.</param>
    /// <param name="indent">How many columns stay free before it.</param>
    /// <param name="least">The columns that it needs at least, also where the terminal has fewer.</param>
    public void Write(IRenderable drawn, int indent, int least = 0)
    {
        foreach (var line in Render(new Padder(drawn, new(indent, 0, 0, 0)), Math.Max(_width, indent + least)).TrimEnd('\n').Split('\n'))
            output.WriteLine(line.TrimEnd());
    }

    /// <summary>Writes a line to standard error, and what to do next; returns an exit code.</summary>
    public int Fail(string problem, int exitCode = ExitCodes.Bad)
    {
        error.WriteLine(problem);
        return exitCode;
    }

    private string Render(IRenderable drawn, int columns)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new()
        {
            Ansi = hasColors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = columns;
        console.Write(drawn);
        return text.ToString();
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
