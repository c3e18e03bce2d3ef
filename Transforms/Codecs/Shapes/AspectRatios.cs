using System.Globalization;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>Aspect ratios as providers write them, <c>16:9</c> (docs/contract.md, section 10.7 and appendix A.3).</summary>
public static class AspectRatios
{
    /// <summary>The entry of <paramref name="ratios"/> nearest to width : height, by <c>|ln(w/h) − ln(a/b)|</c>.</summary>
    /// <param name="width">Above 0.</param>
    /// <param name="height">Above 0.</param>
    /// <param name="ratios">Entries such as <c>16:9</c>; not empty.</param>
    /// <param name="isExact">Whether the entry equals the ratio.</param>
    public static string Nearest(double width, double height, IReadOnlyList<string> ratios, out bool isExact)
    {
        var wanted = Math.Log(width / height);
        var best = ratios[0];
        var distance = double.MaxValue;
        foreach (var ratio in ratios)
        {
            if (!TryParse(ratio, out var a, out var b))
                continue;
            var d = Math.Abs(wanted - Math.Log(a / b));
            if (d < distance)
                (best, distance) = (ratio, d);
        }
        isExact = distance < 0.001;
        return best;
    }

    /// <summary>Reads <c>16:9</c> (also <c>16x9</c> and <c>16/9</c>).</summary>
    public static bool TryParse(string? text, out double width, out double height)
    {
        width = height = 0;
        var span = (text ?? "").AsSpan().Trim();
        var separator = span.IndexOfAny(":x/");
        return separator > 0
            && double.TryParse(span[..separator], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out width)
            && double.TryParse(span[(separator + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out height)
            && width is > 0 and <= 10_000
            && height is > 0 and <= 10_000;
    }

    /// <summary>The client's ratio when it is given, accepted by the model and not <c>auto</c>; a text that is not a ratio is reported.</summary>
    internal static (double Width, double Height)? AskedOf(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.AspectRatio))
            return null;
        if (TryParse(call.Request.AspectRatio, out var width, out var height))
            return (width, height);
        if (!IsAuto(call.Request.AspectRatio))
            call.Report.Drop("aspect_ratio", call.Request.AspectRatio, "it is no ratio such as 16:9");
        return null;
    }

    // "auto" equals an absent member.
    internal static bool IsAuto(string? text) => text.AsSpan().Trim().Equals("auto", StringComparison.OrdinalIgnoreCase);
}
