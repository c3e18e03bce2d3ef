using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>
/// What models of one name pattern accept and return: a row of a provider's table, as plain data. A provider whose codec needs more facts about a
/// model derives its own row type (<see cref="ImageProvider{TRow}"/>).
/// </summary>
public record ModelCapabilities
{
    /// <summary>A model's name, or a pattern that ends in one <c>*</c>.</summary>
    public required string Models { get; init; }
    /// <summary>The optional members that may be sent; the others are left out and reported.</summary>
    public required ImageParameters Accepts { get; init; }
    /// <summary>Whether the provider can answer with a stream of events.</summary>
    public bool Streams { get; init; } = true;
    /// <summary>The most pictures of one call; more pictures are requested in several parallel calls.</summary>
    public int MaxImages { get; init; } = 10;
    /// <summary>Whether the model supports <c>response_format: url</c>.</summary>
    public bool GivesUrl { get; init; }
    /// <summary>What the model does with a client's pictures; null for a model that only generates from text.</summary>
    public EditCapabilities? Edits { get; init; }
    /// <summary>How a request describes the picture's shape to the model.</summary>
    public Shape Shape { get; init; } = Shape.AsAsked;

    /// <summary>The first row of a table that covers a model; the last row covers every name.</summary>
    public static TRow Of<TRow>(ReadOnlySpan<TRow> rows, string model)
        where TRow : ModelCapabilities
    {
        foreach (var row in rows)
        {
            if (row.Covers(model))
                return row;
        }
        throw new ArgumentException("no row covers every model", nameof(rows));
    }

    /// <summary>Whether the row covers this model.</summary>
    public bool Covers(string model) => Covers(Models, model);

    /// <summary>Whether a name, or a pattern that ends in one <c>*</c>, covers this model; case is ignored.</summary>
    public static bool Covers(ReadOnlySpan<char> pattern, string model) => pattern.EndsWith('*')
        ? model.AsSpan().StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : pattern.Equals(model, StringComparison.OrdinalIgnoreCase);
}
