using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// What a model can be told of a picture's shape, as data on its row (docs/contract.md, section 10.7). A shape turns <c>size</c>,
/// <c>aspect_ratio</c> and <c>resolution</c> into what the model has; whatever is sent in another form, or not at all, is reported.
/// </summary>
public abstract record Shape
{
    /// <summary>The client's own size goes as it is, <c>auto</c> included: the provider judges it.</summary>
    public static Shape AsAsked { get; } = new AskedShape();

    /// <summary>Any width and height of a server that runs diffusion models: whole pixels go as asked and the server judges them.</summary>
    public static PixelShape Diffusion { get; } = new(16, 64, 4096) { Whole = WholePixels.AsAsked };

    /// <summary>Any width and height within limits.</summary>
    /// <param name="multiple">What an edge is a multiple of where it is rounded, in pixels.</param>
    /// <param name="least">The shortest edge in pixels.</param>
    /// <param name="most">The longest edge in pixels.</param>
    public static PixelShape Pixels(int multiple, int least, int most) => new(multiple, least, most);

    /// <summary>One of a list of sizes.</summary>
    public static Shape List(IReadOnlyList<ImageSize> sizes) => new SizeListShape(sizes);

    /// <summary>One of a list of ratios; a <c>resolution</c> that the model takes goes in the client's own words.</summary>
    /// <param name="ratios">Such as <c>16:9</c>; not empty.</param>
    public static Shape Ratio(IReadOnlyList<string> ratios) => new RatioShape(ratios);

    /// <summary>One of a list of ratios and one of a list of resolution tiers.</summary>
    /// <param name="ratios">Such as <c>16:9</c>; not empty.</param>
    /// <param name="tiers">Such as <c>2K</c>, in ascending order; empty where the model cannot be told.</param>
    public static RatioAndTierShape RatioAndTier(IReadOnlyList<string> ratios, IReadOnlyList<string> tiers) => new(ratios, tiers);

    /// <summary>What the model is to be told of this call's shape.</summary>
    public abstract ChosenShape Choose(ProviderCall call);

    /// <summary>The client's size where it is given, taken and not <c>auto</c>.</summary>
    public static ImageSize? SizeOf(ProviderCall call) =>
        call.Sends(ImageParameters.Size) && call.Request.Size is { IsAuto: false } size ? size : null;

    private sealed record AskedShape : Shape
    {
        public override ChosenShape Choose(ProviderCall call) => new() { Size = call.Sent(ImageParameters.Size, call.Request.Size) };
    }
}

/// <summary>What a model is told of a picture's shape; what is null is left to it.</summary>
public readonly record struct ChosenShape
{
    /// <summary>Width and height.</summary>
    public ImageSize? Size { get; init; }
    /// <summary>One of the model's ratios.</summary>
    public string? Ratio { get; init; }
    /// <summary>The request member that the ratio comes from.</summary>
    public string? RatioFrom { get; init; }
    /// <summary>One of the model's resolution tiers.</summary>
    public string? Tier { get; init; }
    /// <summary>The request member that the tier comes from.</summary>
    public string? TierFrom { get; init; }
}
