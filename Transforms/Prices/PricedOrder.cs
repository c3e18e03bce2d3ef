namespace Iris.Transforms.Prices;

/// <summary>What a request asks of one model, as far as it matters for the price. The counts are of the whole request.</summary>
internal readonly record struct PricedOrder
{
    /// <summary>How many pictures, 1 or more.</summary>
    public required int Pictures { get; init; }
    /// <summary>How many calls the request is divided into, 1 or more.</summary>
    public required int Calls { get; init; }
    /// <summary>Size, resolution and quality as the model is asked for them; a part is null where the model or the provider chooses.</summary>
    public PictureKind Kind { get; init; }
    /// <summary>The bytes of everything that the model reads as text.</summary>
    public long TextBytes { get; init; }
    /// <summary>The pictures that the client sends along.</summary>
    public int Inputs { get; init; }
    /// <summary>Whether there is a mask besides.</summary>
    public bool HasMask { get; init; }
    /// <summary>The megapixels of the client's pictures together, each one begun counted.</summary>
    public long InputMegapixels { get; init; }
    /// <summary>Denoising steps; null when the request names none.</summary>
    public int? Steps { get; init; }
    /// <summary>Previews of each picture that the client asked for.</summary>
    public int Partials { get; init; }
    /// <summary>
    /// Whether something is billed besides that no table has: an SVG is written by a text model of the client's choice, an animation has frames.
    /// </summary>
    public bool IsBeyondTables { get; init; }
}
