using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Shapes;

/// <summary>
/// The values that a shape has, as far as it is a list; null for what the shape does not know. Also a change of them
/// (<see cref="Shape.With(ShapeValues)"/>), where null leaves a value as it is.
/// </summary>
public readonly record struct ShapeValues
{
    /// <summary>The sizes of a model that has only these.</summary>
    public IReadOnlyList<ImageSize>? Sizes { get; init; }
    /// <summary>The aspect ratios, such as <c>16:9</c>.</summary>
    public IReadOnlyList<string>? Ratios { get; init; }
    /// <summary>The resolution tiers, such as <c>2K</c>, in ascending order.</summary>
    public IReadOnlyList<string>? Tiers { get; init; }
    /// <summary>The free widths and heights of a model without a list.</summary>
    public EdgeRange? Edges { get; init; }
}

/// <summary>The widths and heights that a model draws, in pixels.</summary>
/// <param name="Multiple">The multiple of which an edge must be.</param>
/// <param name="Least">The shortest edge.</param>
/// <param name="Most">The longest edge.</param>
public readonly record struct EdgeRange(int Multiple, int Least, int Most);
