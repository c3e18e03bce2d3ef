using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>
/// What an installation knows better than a provider's table, for the models of one pattern: <c>Images.Capabilities</c>. Null leaves a column as it
/// is.
/// </summary>
public sealed record CapabilityChange
{
    /// <summary>The operations that are added.</summary>
    public ImageOperations Adds { get; init; }
    /// <summary>The operations that are taken away.</summary>
    public ImageOperations Removes { get; init; }
    /// <summary>The members that may be sent as well.</summary>
    public ImageParameters Accepts { get; init; }
    /// <summary>The members that may not be sent.</summary>
    public ImageParameters Refuses { get; init; }
    /// <inheritdoc cref="ModelCapabilities.MaxImages"/>
    public int? MaxImages { get; init; }
    /// <inheritdoc cref="ModelCapabilities.Streams"/>
    public bool? Streams { get; init; }
    /// <inheritdoc cref="ModelCapabilities.GivesUrl"/>
    public bool? GivesUrl { get; init; }
    /// <inheritdoc cref="ModelCapabilities.Shape"/>
    public ShapeValues Shape { get; init; }
    /// <inheritdoc cref="ModelCapabilities.Qualities"/>
    public IReadOnlyList<string>? Qualities { get; init; }
    /// <inheritdoc cref="ModelCapabilities.Formats"/>
    public IReadOnlyList<string>? Formats { get; init; }
    /// <inheritdoc cref="EditCapabilities.MostInputs"/>
    public int? MaxInputs { get; init; }
    /// <inheritdoc cref="EditCapabilities.MediaTypes"/>
    public IReadOnlyList<string>? InputFormats { get; init; }
    /// <inheritdoc cref="EditCapabilities.Mask"/>
    public MaskForm? Mask { get; init; }
    /// <inheritdoc cref="EditCapabilities.NeedsPrompt"/>
    public bool? NeedsPrompt { get; init; }
    /// <summary>The models' end, which replaces the table's.</summary>
    public Retirement? Retired { get; init; }
    /// <summary>True when the models live on, whatever the table says.</summary>
    public bool IsLiving { get; init; }

    /// <summary>The row with this change; it stays of its provider's own type.</summary>
    public ModelCapabilities Apply(ModelCapabilities row) => row with
    {
        Generates = (row.Generates || Adds.HasFlag(ImageOperations.Generation)) && !Removes.HasFlag(ImageOperations.Generation),
        // A URL that cannot be asked for would never come.
        Accepts = (row.Accepts | Accepts | (GivesUrl == true ? ImageParameters.ResponseFormat : 0)) & ~Refuses,
        MaxImages = MaxImages ?? row.MaxImages,
        Streams = Streams ?? row.Streams,
        GivesUrl = GivesUrl ?? row.GivesUrl,
        Shape = Shape == default ? row.Shape : row.Shape.With(Shape),
        Qualities = Qualities ?? row.Qualities,
        Formats = Formats ?? row.Formats,
        Edits = EditsOf(row),
        Retired = IsLiving ? null : Retired ?? row.Retired,
    };

    private EditCapabilities? EditsOf(ModelCapabilities row)
    {
        if (Removes.HasFlag(ImageOperations.Edit))
            return null;
        var edits = row.Edits ?? (Adds.HasFlag(ImageOperations.Edit) ? new EditCapabilities { MostInputs = 1 } : null);
        return edits is null ? null : edits with
        {
            MostInputs = MaxInputs ?? edits.MostInputs,
            MediaTypes = InputFormats is null ? edits.MediaTypes : [.. InputFormats.Select(format => "image/" + format)],
            Mask = Mask ?? edits.Mask,
            NeedsPrompt = NeedsPrompt ?? edits.NeedsPrompt,
            Varies = (edits.Varies || Adds.HasFlag(ImageOperations.Variation)) && !Removes.HasFlag(ImageOperations.Variation),
        };
    }
}
