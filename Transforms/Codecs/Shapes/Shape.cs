using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// How a model accepts a picture's shape, as data on its row (docs/contract.md, section 10.7). A shape converts <c>size</c>, <c>aspect_ratio</c>
/// and <c>resolution</c> to the model's parameters and reports every value that is sent in another form or not at all.
/// </summary>
public abstract record Shape
{
    /// <summary>Sends the client's size unchanged, <c>auto</c> included: the provider decides.</summary>
    public static Shape AsAsked { get; } = new AskedShape(default);

    /// <summary>Sends the client's size unchanged, and tells clients which sizes the provider is known to accept.</summary>
    /// <param name="known">The sizes or edges.</param>
    public static Shape AsAskedOf(ShapeValues known) => new AskedShape(known);

    /// <summary>Any width and height of a server with diffusion models: whole pixels are sent unchanged and the server decides.</summary>
    public static PixelShape Diffusion { get; } = new(16, 64, 4096) { Whole = WholePixels.AsAsked };

    /// <summary>Any width and height within limits.</summary>
    /// <param name="multiple">The multiple, in pixels, to which edges are rounded.</param>
    /// <param name="least">The shortest edge in pixels.</param>
    /// <param name="most">The longest edge in pixels.</param>
    public static PixelShape Pixels(int multiple, int least, int most) => new(multiple, least, most);

    /// <summary>One of a list of sizes.</summary>
    public static Shape List(IReadOnlyList<ImageSize> sizes) => new SizeListShape(sizes);

    /// <summary>One of a list of ratios; a <c>resolution</c> that the model accepts is sent unchanged.</summary>
    /// <param name="ratios">The ratios, such as <c>16:9</c>; not empty.</param>
    public static RatioShape Ratio(IReadOnlyList<string> ratios) => new(ratios);

    /// <summary>One of a list of ratios and one of a list of resolution tiers.</summary>
    /// <param name="ratios">The ratios, such as <c>16:9</c>; not empty.</param>
    /// <param name="tiers">The tiers, such as <c>2K</c>, in ascending order; empty when the model does not accept a tier.</param>
    public static RatioAndTierShape RatioAndTier(IReadOnlyList<string> ratios, IReadOnlyList<string> tiers) => new(ratios, tiers);

    /// <summary>The sizes that the model takes, as a clause without a full stop: for a client whose size it does not take.</summary>
    public abstract string Takes { get; }

    /// <summary>Whether a model that accepts the member, <c>aspect_ratio</c> or <c>resolution</c>, has more than one value for it.</summary>
    internal virtual bool HasPlaceFor(ImageParameters member) => true;

    /// <summary>Chooses the shape parameters of this call.</summary>
    public abstract ChosenShape Choose(ProviderCall call);

    /// <summary>What clients are told of the shape.</summary>
    public virtual ShapeValues Values => default;

    /// <summary>The same shape with other values. A value that the shape does not work with changes nothing.</summary>
    public virtual Shape With(ShapeValues change) => this;

    /// <summary>The client's size when it is given, accepted by the model and not <c>auto</c>.</summary>
    public static ImageSize? SizeOf(ProviderCall call) =>
        call.Sends(ImageParameters.Size) && call.Request.Size is { IsAuto: false } size ? size : null;

    private sealed record AskedShape(ShapeValues Known) : Shape
    {
        public override string Takes => "'auto' or WIDTHxHEIGHT in pixels, for example '1024x1024' or '1536x1024'";

        public override ShapeValues Values => Known;

        public override ChosenShape Choose(ProviderCall call) => new() { Size = call.Sent(ImageParameters.Size, call.Request.Size) };

        public override Shape With(ShapeValues change) => change.Sizes is { Count: > 0 } sizes ? List(sizes) : this;
    }
}

/// <summary>The shape parameters of a call; the model chooses the values that are null.</summary>
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
