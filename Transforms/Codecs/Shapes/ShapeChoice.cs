using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// From <c>size</c>, <c>aspect_ratio</c> and <c>resolution</c> to what a model has (docs/contract.md, section 10.7). An explicit ratio wins over the
/// size. Whatever is sent in another form is reported.
/// </summary>
internal static class ShapeChoice
{
    // What "1K" means where a ratio is all that was said.
    private const double DefaultArea = 1024 * 1024;
    // Beyond what any model draws.
    private const int MaxEdge = 16 * 1024;

    /// <summary>The ratio to send, one of <paramref name="ratios"/>; null when the client leaves it to the provider.</summary>
    public static string? Ratio(ProviderCall call, IReadOnlyList<string> ratios)
    {
        var size = SizeOf(call);
        if (AskedRatio(call) is not { } asked)
        {
            if (size is not { } pixels)
                return null;
            var chosen = PictureShape.NearestRatio(pixels.Width, pixels.Height, ratios, out _);
            call.Report.Convert("size", pixels.ToString(), $"aspect_ratio {chosen}", "the model takes a ratio and no pixels");
            return chosen;
        }
        if (size is { } overruled)
            call.Report.Drop("size", overruled.ToString(), "aspect_ratio wins over it");
        var nearest = PictureShape.NearestRatio(asked.Width, asked.Height, ratios, out var isExact);
        if (!isExact)
            call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, nearest, $"the model has {string.Join(", ", ratios)}");
        return nearest;
    }

    /// <summary>What a model that takes any width and height is to be asked for; null when the client leaves it to the provider.</summary>
    /// <param name="call">The call.</param>
    /// <param name="fit">Moves a size into the model's limits.</param>
    public static ImageSize? Pixels(ProviderCall call, Func<double, double, ImageSize> fit)
    {
        var size = SizeOf(call);
        if (AskedRatio(call) is not { } ratio)
        {
            if (size is not { } pixels)
                return FromResolution(call, fit);
            DropResolution(call, "size wins over it");
            var sent = fit(pixels.Width, pixels.Height);
            if (sent != pixels)
                call.Report.Convert("size", pixels.ToString(), sent.ToString(), "the model does not have this size");
            return sent;
        }
        var area = size is { } given ? (double)given.Width * given.Height : AreaOf(call) ?? DefaultArea;
        var height = Math.Sqrt(area * ratio.Height / ratio.Width);
        var chosen = fit(height * ratio.Width / ratio.Height, height);
        if (size is { } overruled)
        {
            DropResolution(call, "size wins over it");
            if (overruled != chosen)
                call.Report.Convert("size", overruled.ToString(), chosen.ToString(), "aspect_ratio wins over it");
        }
        call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, chosen.ToString(), "the model takes pixels");
        return chosen;
    }

    /// <summary>The size when it is given, taken and not <c>auto</c>.</summary>
    public static ImageSize? SizeOf(ProviderCall call) =>
        call.Sends(ImageParameters.Size) && call.Request.Size is { IsAuto: false } size ? size : null;

    /// <summary>Rounds to a multiple, with both edges within limits.</summary>
    public static ImageSize Fit(double width, double height, int multiple, int least, int most) =>
        new(Edge(width, multiple, least, most), Edge(height, multiple, least, most));

    private static int Edge(double pixels, int multiple, int least, int most) =>
        Math.Clamp((int)Math.Round(pixels / multiple) * multiple, least, most);

    /// <summary>The ratio when it is given, taken and not <c>auto</c>; one that is none is reported.</summary>
    public static (double Width, double Height)? AskedRatio(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.AspectRatio))
            return null;
        if (PictureShape.TryParseRatio(call.Request.AspectRatio, out var width, out var height))
            return (width, height);
        // "auto" says as much as nothing.
        if (!call.Request.AspectRatio.AsSpan().Trim().Equals("auto", StringComparison.OrdinalIgnoreCase))
            call.Report.Drop("aspect_ratio", call.Request.AspectRatio, "it is no ratio such as 16:9");
        return null;
    }

    private static ImageSize? FromResolution(ProviderCall call, Func<double, double, ImageSize> fit)
    {
        if (AreaOf(call) is not { } area)
            return null;
        var edge = Math.Sqrt(area);
        var sent = fit(edge, edge);
        call.Report.Convert("resolution", call.Request.Resolution!, sent.ToString(), "the model takes pixels");
        return sent;
    }

    private static void DropResolution(ProviderCall call, string reason)
    {
        if (call.Sends(ImageParameters.Resolution))
            call.Report.Drop("resolution", call.Request.Resolution, reason);
    }

    // 1K, 2K, 4K or an edge in pixels.
    private static double? AreaOf(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.Resolution) || call.Request.Resolution is not { } text)
            return null;
        if (PictureShape.EdgeOf(text) is not { } edge || edge is < 1 or > MaxEdge)
        {
            call.Report.Drop("resolution", text, "it is no tier such as 1K, 2K or 4K");
            return null;
        }
        return (double)edge * edge;
    }
}
