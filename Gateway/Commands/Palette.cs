using Spectre.Console;

namespace Iris.Gateway.Commands;

/// <summary>What colours mean. They are the eight of every terminal, which look right before a dark and a bright ground.</summary>
internal static class Palette
{
    /// <summary>As asked.</summary>
    public static Color Good => Color.Green;

    /// <summary>Not as somebody may think.</summary>
    public static Color Doubtful => Color.Olive;

    /// <summary>Wrong, or taken away.</summary>
    public static Color Bad => Color.Maroon;

    /// <summary>What is sent to whom.</summary>
    public static Color Request => Color.Navy;

    /// <summary>Beside the matter: names of columns, notes.</summary>
    public static Color Aside => Color.Grey;
}
