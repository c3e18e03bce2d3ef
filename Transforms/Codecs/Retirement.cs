namespace Iris.Transforms.Codecs;

/// <summary>The end of a model at one provider. The model may live on at another one, so that calls to it are still forwarded.</summary>
/// <param name="On">The first day, in UTC, on which the provider does not serve the model under its own weights any more.</param>
/// <param name="Replacement">The provider's model to use instead; null when there is none.</param>
public sealed record Retirement(DateOnly On, string? Replacement = null)
{
    /// <summary>Reads a date as the tables write it.</summary>
    /// <param name="on">The day, <c>yyyy-MM-dd</c>.</param>
    /// <param name="replacement">The model to use instead.</param>
    public static Retirement Since(string on, string? replacement = null) =>
        new(DateOnly.ParseExact(on, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), replacement);

    /// <summary>Whether the model has ended.</summary>
    /// <param name="unixSeconds">The present time, in seconds since 1970.</param>
    public bool HasCome(long unixSeconds) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds).UtcDateTime) >= On;

    /// <summary>One sentence for clients and operators.</summary>
    /// <param name="provider">The provider as the installation names it.</param>
    /// <param name="model">The model's name.</param>
    public string Describe(string provider, string model) =>
        $"Model '{model}' of provider '{provider}' was retired on {On:yyyy-MM-dd}{(Replacement is null ? "" : $"; use '{Replacement}'")}.";
}
