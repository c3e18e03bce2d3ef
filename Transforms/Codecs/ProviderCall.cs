using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>One target on one destination: what a codec needs to write the request and to read the answer.</summary>
public sealed class ProviderCall
{
    /// <summary>What the client asked for.</summary>
    public required ImageRequest Request { get; init; }
    /// <summary>The model as the provider knows it.</summary>
    public required string Model { get; init; }
    /// <summary>The destination's base address.</summary>
    public required Uri Address { get; init; }
    /// <summary>The destination's other metadata, secrets resolved.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
    /// <summary>What the model takes and gives.</summary>
    public required ModelCapabilities Capabilities { get; init; }

    /// <summary>Receives what could not be sent as it was asked.</summary>
    public ParameterReport Report { get; init; } = new(null);

    /// <summary>Whether the provider is asked for events.</summary>
    public bool Streams => Request.Stream && Capabilities.Streams;

    /// <summary>
    /// The calls that this one takes: above the model's <see cref="ModelCapabilities.MaxImages"/> several, each with its share
    /// of the pictures and, where a seed was given, a seed of its own. Only the first one reports what it could not send.
    /// </summary>
    public IReadOnlyList<ProviderCall> Split()
    {
        var most = Capabilities.MaxImages;
        if (Request.Count <= most)
            return [this];
        var calls = new List<ProviderCall>();
        for (var first = 0; first < Request.Count; first += most)
        {
            calls.Add(new ProviderCall
            {
                Request = Request with { N = Math.Min(most, Request.Count - first), Seed = SeedOf(first) },
                Model = Model,
                Address = Address,
                Settings = Settings,
                Capabilities = Capabilities,
                Report = first == 0 ? Report : new ParameterReport(null),
            });
        }
        return calls;
    }

    // -1 is how diffusion servers call a seed of their own choice: its neighbours are fixed ones.
    private long? SeedOf(int first) => Request.Seed == -1 ? -1 : Request.Seed + first;
}

/// <summary>One HTTP request to a provider, without credentials. Replayable.</summary>
public sealed record ProviderRequest
{
    /// <summary>The method's name.</summary>
    public string Method { get; init; } = "POST";
    /// <summary>The whole address.</summary>
    public required Uri Uri { get; init; }
    /// <summary>The body; empty for none.</summary>
    public ProviderBody Body { get; init; }
    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";
    /// <summary>The media type wanted.</summary>
    public string Accept { get; init; } = "application/json";
    /// <summary>Further headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}

/// <summary>A failed answer, its body cut at 64 KiB.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type without parameters, lower case; null when missing.</param>
/// <param name="Body">The body's first bytes.</param>
/// <param name="RetryAfter">The provider's wish, already read from its headers.</param>
public readonly record struct ErrorAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>
    /// True for an error told inside a 2xx answer: it has no status of its own (<see cref="Status"/> is 502), so that type and
    /// code have to say what it would have been.
    /// </summary>
    public bool InsideSuccess { get; init; }

    /// <summary>How much of a failed answer is read, in bytes.</summary>
    public const int MaxBody = 64 * 1024;

    /// <summary>The failure's class where a header tells it (<see cref="ImageProvider.ErrorTypeHeaders"/>), as it came.</summary>
    public string? ErrorType { get; init; }
}
