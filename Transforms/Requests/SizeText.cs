using System.Buffers;
using System.Globalization;

namespace Iris.Transforms.Requests;

/// <summary>
/// The text of a <c>size</c>. Besides <c>auto</c> and <c>WIDTHxHEIGHT</c> clients write what other APIs take in this member: pixels with another
/// sign (<c>1024*1024</c>, <c>1024×1024</c>), an aspect ratio (<c>16:9</c>) or a resolution (<c>2K</c>).
/// </summary>
internal readonly record struct SizeText
{
    // The contract's sign in both cases, then the signs of other APIs and of input methods.
    private static readonly SearchValues<char> Crosses = SearchValues.Create("xX*×✕✖⨯хХ＊ｘＸ");
    private static readonly SearchValues<char> Colons = SearchValues.Create(":/：∶");
    private const double MostRatio = 10_000;
    private const double MostTier = 100;

    /// <summary>The member that the text means: size, aspect ratio or resolution.</summary>
    public ImageParameters Meaning { get; private init; }

    /// <summary>The pixels, when the text means a size; the default is <c>auto</c>.</summary>
    public ImageSize Pixels { get; private init; }

    /// <summary>The ratio (<c>16:9</c>) or resolution (<c>2K</c>) in its usual form; null for pixels.</summary>
    public string? Value { get; private init; }

    /// <summary>True when the contract does not have this form.</summary>
    public bool IsLoose { get; private init; }

    /// <summary>True when the pixels are more than any server can mean.</summary>
    public bool IsTooLarge { get; private init; }

    /// <summary>What a size that is refused must be, as a clause without a full stop.</summary>
    public string Wanted => IsTooLarge
        ? $"at most {ImageSize.MostEdge} pixels an edge and {ImageSize.MostPixels} pixels in all"
        : "'auto' or WIDTHxHEIGHT in pixels, for example '1024x1024'";

    /// <summary>Reads a text; false when it has none of the forms. Ignores case and surrounding white space.</summary>
    public static bool TryRead(string? text, out SizeText size)
    {
        var span = text.AsSpan().Trim();
        size = new SizeText { Meaning = ImageParameters.Size };
        return span.Equals("auto", StringComparison.OrdinalIgnoreCase)
            || TryPixels(span, out size)
            || TryRatio(span, out size)
            || TryTier(span, out size);
    }

    private static bool TryPixels(ReadOnlySpan<char> text, out SizeText size)
    {
        size = default;
        var cross = text.IndexOfAny(Crosses);
        if (cross < 0 || !TryEdge(text[..cross], out var width) || !TryEdge(text[(cross + 1)..], out var height))
            return false;
        var isTooLarge = width > ImageSize.MostEdge || height > ImageSize.MostEdge || width * height > ImageSize.MostPixels;
        size = new SizeText
        {
            Meaning = ImageParameters.Size,
            Pixels = isTooLarge ? default : new ImageSize((int)width, (int)height),
            IsLoose = text[cross] is not ('x' or 'X'),
            IsTooLarge = isTooLarge,
        };
        return true;
    }

    // Any number of digits: an absurd edge is too large and not malformed.
    private static bool TryEdge(ReadOnlySpan<char> digits, out long pixels)
    {
        pixels = 0;
        digits = digits.Trim();
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        digits = digits.TrimStart('0');
        pixels = digits.Length > 9 ? int.MaxValue : digits.IsEmpty ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return pixels > 0;
    }

    private static bool TryRatio(ReadOnlySpan<char> text, out SizeText size)
    {
        size = default;
        var colon = text.IndexOfAny(Colons);
        if (colon < 0)
            return false;
        var (width, height) = (text[..colon].Trim().ToString(), text[(colon + 1)..].Trim().ToString());
        if (!IsNumber(width, MostRatio) || !IsNumber(height, MostRatio))
            return false;
        size = new SizeText { Meaning = ImageParameters.AspectRatio, Value = $"{width}:{height}", IsLoose = true };
        return true;
    }

    private static bool TryTier(ReadOnlySpan<char> text, out SizeText size)
    {
        size = default;
        if (text is not [.., 'k' or 'K'] || !IsNumber(text[..^1], MostTier))
            return false;
        size = new SizeText { Meaning = ImageParameters.Resolution, Value = $"{text[..^1]}K", IsLoose = true };
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= most;
}
