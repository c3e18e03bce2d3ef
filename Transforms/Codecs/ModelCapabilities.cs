using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>
/// What models of one name pattern take and give: a row of a provider's table, as plain data. A provider whose codec needs to know more of a model
/// derives a row of its own (<see cref="ImageProvider{TRow}"/>).
/// </summary>
public record ModelCapabilities
{
    /// <summary>A model's name, or a pattern with one <c>*</c> at its end.</summary>
    public required string Models { get; init; }
    /// <summary>The optional members that may be sent; the others are left out and reported.</summary>
    public required ImageParameters Accepts { get; init; }
    /// <summary>Whether the provider answers with events when asked to stream.</summary>
    public bool Streams { get; init; } = true;
    /// <summary>The most pictures one call gives; more are asked for in several calls at once.</summary>
    public int MaxImages { get; init; } = 10;
    /// <summary>Whether <c>response_format: url</c> can be had from it.</summary>
    public bool GivesUrl { get; init; }
    /// <summary>What it can be told of the picture's shape.</summary>
    public Shape Shape { get; init; } = Shape.AsAsked;

    /// <summary>The first of a table's rows that covers a model; the last one covers every name.</summary>
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

    /// <summary>Whether the row is about this model.</summary>
    public bool Covers(string model) => Covers(Models, model);

    /// <summary>Whether a name, or a pattern with one <c>*</c> at its end, is about this model; case does not count.</summary>
    public static bool Covers(ReadOnlySpan<char> pattern, string model) => pattern.EndsWith('*')
        ? model.AsSpan().StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : pattern.Equals(model, StringComparison.OrdinalIgnoreCase);
}
