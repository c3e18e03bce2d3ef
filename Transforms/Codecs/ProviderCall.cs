using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary>One target on one destination: the facts that a codec needs to write the request and to read the answer.</summary>
public sealed partial class ProviderCall
{
    /// <summary>The client's request.</summary>
    public required ImageRequest Request { get; init; }
    /// <summary>The model's name at the provider.</summary>
    public required string Model { get; init; }
    /// <summary>The destination's base address.</summary>
    public required Uri Address { get; init; }
    /// <summary>The destination's settings, with secrets resolved.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
    /// <summary>What the model accepts and returns.</summary>
    public required ModelCapabilities Capabilities { get; init; }

    /// <summary>Receives the members that could not be sent as given.</summary>
    public ParameterReport Report { get; init; } = new(null);

    /// <summary>Whether the provider is asked for a stream of events.</summary>
    public bool Streams => Request.Stream && Capabilities.Streams;

    /// <summary>
    /// The calls that this call is divided into. When the client wants more pictures than the model's <see cref="ModelCapabilities.MaxImages"/>,
    /// there are several, each with its share of the pictures and, when a seed was given, with a seed of its own. A later call reports only what no
    /// earlier one has reported.
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
                Report = first == 0 ? Report : Report.OfLaterCall(),
            });
        }
        return calls;
    }

    /// <summary>The same call with another form of the request, which says the same.</summary>
    internal ProviderCall With(ImageRequest request) => new()
    {
        Request = request,
        Model = Model,
        Address = Address,
        Settings = Settings,
        Capabilities = Capabilities,
        Report = Report,
    };

    /// <summary>The seed that the call sends; null when none was given, or when the server or nobody uses it.</summary>
    internal long? SentSeed => Request.Seed is { } seed and not -1 && (Capabilities.Accepts & ImageParameters.Seed) != 0 ? seed : null;

    // Diffusion servers take -1 as "choose a seed", so it must not be incremented. Behind the largest number the seeds go on at 0.
    private long? SeedOf(int first) => Request.Seed switch
    {
        -1 => -1,
        var seed when seed > long.MaxValue - first => seed - long.MaxValue + first - 1,
        var seed => seed + first,
    };
}

/// <summary>One HTTP request to a provider, without credentials. It can be sent again.</summary>
public sealed record ProviderRequest
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "POST";
    /// <summary>The full URI.</summary>
    public required Uri Uri { get; init; }
    /// <summary>The body; empty when there is none.</summary>
    public ProviderBody Body { get; init; }
    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";
    /// <summary>The accepted media type.</summary>
    public string Accept { get; init; } = "application/json";
    /// <summary>Additional headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}

/// <summary>A failed answer with the first 64 KiB of its body.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">The media type without parameters, in lower case; null when missing.</param>
/// <param name="Body">The body's first bytes.</param>
/// <param name="RetryAfter">The provider's delay, already read from its headers.</param>
public readonly record struct ErrorAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>
    /// True for an error inside a 2xx answer. Such an error has no status of its own (<see cref="Status"/> is 502), so type and code decide its
    /// class.
    /// </summary>
    public bool InsideSuccess { get; init; }

    /// <summary>The most bytes of a failed answer's body that are read.</summary>
    public const int MaxBody = 64 * 1024;

    /// <summary>The failure's class from a header (<see cref="ImageProvider.ErrorTypeHeaders"/>), unchanged.</summary>
    public string? ErrorType { get; init; }
}
