using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>A colour a prompt can name.</summary>
internal enum Colour
{
    /// <summary>Warm red.</summary>
    Red,

    /// <summary>Orange, copper.</summary>
    Orange,

    /// <summary>Gold, yellow.</summary>
    Gold,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Between green and blue.</summary>
    Teal,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Violet, purple.</summary>
    Violet,

    /// <summary>Pink.</summary>
    Pink,

    /// <summary>Brown.</summary>
    Brown,

    /// <summary>No hue, middle lightness.</summary>
    Grey,

    /// <summary>No hue, dark.</summary>
    Black,

    /// <summary>No hue, light.</summary>
    White,
}

/// <summary>The ink of a named colour, and the mood that it gives a picture.</summary>
internal static class ColourExtensions
{
    /// <summary>The colour itself, as a sail or a kite wears it.</summary>
    public static SKColor Paint(this Colour colour) => colour switch
    {
        Colour.Red => Ink.Hex(0xd8352a),
        Colour.Orange => Ink.Hex(0xf07f2e),
        Colour.Gold => Ink.Hex(0xf2b632),
        Colour.Green => Ink.Hex(0x4f9d55),
        Colour.Teal => Ink.Hex(0x2a9d8f),
        Colour.Blue => Ink.Hex(0x2f6fc4),
        Colour.Violet => Ink.Hex(0x7d4fb5),
        Colour.Pink => Ink.Hex(0xee7fa5),
        Colour.Brown => Ink.Hex(0x8a5a3b),
        Colour.Grey => Ink.Hex(0x8d949e),
        Colour.Black => Ink.Hex(0x2b2d36),
        _ => Ink.Hex(0xf4f1ea),
    };

    /// <summary>A whole palette in the mood of the colour. Black means night, white means an almost colourless day.</summary>
    public static Palette Mood(this Colour colour, Hour hour) => colour switch
    {
        Colour.Red => Palette.Around(25, 0.16f, hour),
        Colour.Orange => Palette.Around(50, 0.14f, hour),
        Colour.Gold => Palette.Around(80, 0.13f, hour),
        Colour.Green => Palette.Around(150, 0.1f, hour),
        Colour.Teal => Palette.Around(192, 0.09f, hour),
        Colour.Blue => Palette.Around(250, 0.12f, hour),
        Colour.Violet => Palette.Around(300, 0.13f, hour),
        Colour.Pink => Palette.Around(0, 0.12f, hour),
        Colour.Brown => Palette.Around(60, 0.06f, hour),
        Colour.Black => Palette.Around(265, 0.015f, Hour.Night),
        Colour.White => Palette.Around(240, 0.015f, Hour.Day),
        _ => Palette.Around(250, 0.012f, hour),
    };
}
