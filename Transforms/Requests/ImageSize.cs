using System.Diagnostics.CodeAnalysis;

namespace Iris.Transforms.Requests;

/// <summary>
/// The <c>size</c> of a request: <c>auto</c> or width and height in pixels.
/// </summary>
/// <param name="Width">Pixels, 1..99999; 0 with <c>auto</c>.</param>
/// <param name="Height">Pixels, 1..99999; 0 with <c>auto</c>.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The provider chooses.</summary>
    public bool IsAuto => Width == 0;

    /// <summary>The wire form, <c>auto</c> or <c>1024x1024</c>.</summary>
    public override string ToString() => IsAuto ? "auto" : $"{Width}x{Height}";

    /// <summary>Reads <c>auto</c> or <c>WxH</c>. Ignores case and surrounding white space, in which clients differ.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ImageSize size)
    {
        size = default;
        var span = text.AsSpan().Trim();
        if (span.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return true;
        var cross = span.IndexOfAny('x', 'X');
        if (cross < 0 || !TryParseEdge(span[..cross], out var width) || !TryParseEdge(span[(cross + 1)..], out var height))
            return false;
        size = new ImageSize(width, height);
        return true;
    }

    private static bool TryParseEdge(ReadOnlySpan<char> digits, out int pixels)
    {
        pixels = 0;
        digits = digits.Trim();
        return digits.Length is > 0 and <= 5
            && digits.IndexOfAnyExceptInRange('0', '9') < 0
            && int.TryParse(digits, out pixels)
            && pixels > 0;
    }
}
