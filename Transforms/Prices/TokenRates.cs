namespace Iris.Transforms.Prices;

/// <summary>What tokens cost by their kind, in USD for a million of them; each 0 or more.</summary>
internal sealed record TokenRates
{
    /// <summary>Text that goes in.</summary>
    public required decimal TextIn { get; init; }
    /// <summary>Pictures that go in; as text when null.</summary>
    public decimal? ImageIn { get; init; }
    /// <summary>Text that goes in and is in the provider's cache; as other text when null.</summary>
    public decimal? CachedText { get; init; }
    /// <summary>Pictures that go in and are in the provider's cache; as other pictures when null.</summary>
    public decimal? CachedImage { get; init; }
    /// <summary>Pictures that come out.</summary>
    public required decimal ImageOut { get; init; }
    /// <summary>Text that comes out, thoughts included; as pictures when null.</summary>
    public decimal? TextOut { get; init; }
}
