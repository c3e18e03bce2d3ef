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
    /// <summary>
    /// The full names of this row's models for <c>GET /v1/models</c>, living ones first. Any other name that the row covers is served as well.
    /// </summary>
    public IReadOnlyList<string> Listed { get; init; } = [];
    /// <summary>The day on which the provider ends these models, past or coming; null when none is known.</summary>
    public Retirement? Retired { get; init; }
    /// <summary>False when the models only change pictures and draw none from a prompt alone.</summary>
    public bool Generates { get; init; } = true;
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
    /// <summary>The values of <c>quality</c> that the models know, besides <c>auto</c>; empty when they know none or the provider decides.</summary>
    public IReadOnlyList<string> Qualities { get; init; } = [];
    /// <summary>The values of <c>output_format</c>, in OpenAI's spelling; empty when the client cannot choose or the provider decides.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];
    /// <summary>What the models can be asked for, whether their codec serves it (<see cref="ImageProvider.Serves"/>) or not.</summary>
    public ImageOperations Operations => (Generates ? ImageOperations.Generation : 0) | (Edits is null ? 0 : ImageOperations.Edit)
        | (Edits is { Varies: true } ? ImageOperations.Variation : 0);
    /// <summary>
    /// Which of its provider's request bodies the row is written by. What one row of a body accepts, <c>Images.Capabilities</c> can allow for others.
    /// </summary>
    public virtual string Form => "";

    /// <summary>The first row of a table that covers a model; the last row covers every name.</summary>
    public static TRow Of<TRow>(IReadOnlyList<TRow> rows, string model)
        where TRow : ModelCapabilities
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Covers(model))
                return rows[i];
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
