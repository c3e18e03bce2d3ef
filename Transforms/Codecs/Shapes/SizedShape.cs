using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// A model that accepts width and height. A given ratio overrides the ratio of the size and keeps its area. Without a size the area comes from
/// <c>resolution</c>, else it is 1K.
/// </summary>
public abstract record SizedShape : Shape
{
    // The area of "1K", in pixels.
    private const double DefaultArea = 1024 * 1024;
    // The longest edge that a resolution may name, in pixels: above what any model draws.
    private const int MaxEdge = 16 * 1024;

    /// <inheritdoc/>
    public sealed override ChosenShape Choose(ProviderCall call) => new() { Size = FittedOf(call) };

    /// <inheritdoc/>
    public sealed override Shape With(ShapeValues change) => change.Sizes is { Count: > 0 } sizes ? List(sizes) : this;

    /// <summary>The model's size nearest to a width and height.</summary>
    /// <param name="width">Above 0, in pixels; a whole number when the client gave it.</param>
    /// <param name="height">Above 0, in pixels; a whole number when the client gave it.</param>
    public abstract ImageSize Fit(double width, double height);

    private ImageSize? FittedOf(ProviderCall call)
    {
        var size = SizeOf(call);
        if (AspectRatios.AskedOf(call) is not { } ratio)
            return size is { } pixels ? FitSize(call, pixels) : FitResolution(call);
        var area = size is { } given ? (double)given.Width * given.Height : AreaOf(call) ?? DefaultArea;
        var height = Math.Sqrt(area * ratio.Height / ratio.Width);
        var chosen = Fit(height * ratio.Width / ratio.Height, height);
        if (size is { } overruled)
        {
            DropResolution(call);
            if (overruled != chosen)
                call.Report.Convert("size", overruled.ToString(), chosen.ToString(), "aspect_ratio wins over it");
        }
        call.Report.Convert("aspect_ratio", call.Request.AspectRatio!, chosen.ToString(), "the model takes pixels");
        return chosen;
    }

    private ImageSize FitSize(ProviderCall call, ImageSize size)
    {
        DropResolution(call);
        var sent = Fit(size.Width, size.Height);
        if (sent != size)
            call.Report.Convert("size", size.ToString(), sent.ToString(), "the model does not have this size");
        return sent;
    }

    private ImageSize? FitResolution(ProviderCall call)
    {
        if (AreaOf(call) is not { } area)
            return null;
        var edge = Math.Sqrt(area);
        var sent = Fit(edge, edge);
        call.Report.Convert("resolution", call.Request.Resolution!, sent.ToString(), "the model takes pixels");
        return sent;
    }

    private static void DropResolution(ProviderCall call)
    {
        if (call.Sends(ImageParameters.Resolution))
            call.Report.Drop("resolution", call.Request.Resolution, "size wins over it");
    }

    // Reads 1K, 2K, 4K or an edge in pixels.
    private static double? AreaOf(ProviderCall call)
    {
        if (!call.Sends(ImageParameters.Resolution) || call.Request.Resolution is not { } text)
            return null;
        if (ResolutionTier.EdgeOf(text) is not { } edge || edge is < 1 or > MaxEdge)
        {
            call.Report.Drop("resolution", text, "it is no tier such as 1K, 2K or 4K");
            return null;
        }
        return (double)edge * edge;
    }
}
