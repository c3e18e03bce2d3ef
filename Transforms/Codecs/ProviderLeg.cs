using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs;

/// <summary>What a leg of an exchange does: decides the wait before it, its credential and whether it may be repeated.</summary>
public enum LegKind
{
    /// <summary>Orders the picture. Never sent twice once it may have arrived.</summary>
    Submit,
    /// <summary>Asks whether the picture is ready; sent after a wait that grows. May go to a sister host (<see cref="ProviderHosts.Sister"/>).</summary>
    Poll,
    /// <summary>
    /// Fetches the picture from where the provider has put it (<see cref="ProviderHosts.Delivery"/>); carries the credential only to the
    /// destination's own host.
    /// </summary>
    Download,
}

/// <summary>
/// One HTTP call of an exchange: the first one, or what an <see cref="AnswerReader"/> asks for as
/// <see cref="AnswerReader.Next"/>.
/// </summary>
public sealed record ProviderLeg
{
    /// <summary>What it does.</summary>
    public LegKind Kind { get; init; }
    /// <summary>What is sent.</summary>
    public required ProviderRequest Request { get; init; }
    /// <summary>Makes the reader of a 2xx answer, from its media type (without parameters, lower case) and the sink.</summary>
    public required Func<string?, ImageSink, AnswerReader> CreateReader { get; init; }
    /// <summary>Reads a failed answer; null for the provider's own way.</summary>
    public Func<ErrorAnswer, ImageError>? ReadError { get; init; }
    /// <summary>For <see cref="LegKind.Poll"/>: tells the provider that nobody waits any more; null where it has no such call.</summary>
    public ProviderRequest? Cancel { get; init; }
}
