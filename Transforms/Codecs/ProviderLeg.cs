using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs;

/// <summary>The purpose of a leg. It decides the wait before the leg, its credential and whether it may be repeated.</summary>
public enum LegKind
{
    /// <summary>Orders the picture. It is never sent twice once it may have arrived.</summary>
    Submit,
    /// <summary>
    /// Asks whether the picture is ready; the wait before it grows. It may go to a sister host (<see cref="ProviderHosts.Sister"/>).
    /// </summary>
    Poll,
    /// <summary>
    /// Fetches the picture from where the provider stores it (<see cref="ProviderHosts.Delivery"/>). It carries the credential only to the
    /// destination's own host.
    /// </summary>
    Download,
}

/// <summary>
/// One HTTP request of an exchange: the first one, or one that an <see cref="AnswerReader"/> asks for as <see cref="AnswerReader.Next"/>.
/// </summary>
public sealed record ProviderLeg
{
    /// <summary>The leg's purpose.</summary>
    public LegKind Kind { get; init; }
    /// <summary>The request to send.</summary>
    public required ProviderRequest Request { get; init; }
    /// <summary>Creates the reader of a 2xx answer from its media type (without parameters, in lower case) and the sink.</summary>
    public required Func<string?, ImageSink, AnswerReader> CreateReader { get; init; }
    /// <summary>Reads a failed answer; null uses the provider's <see cref="ImageProvider.ReadError"/>.</summary>
    public Func<ErrorAnswer, ImageError>? ReadError { get; init; }
    /// <summary>
    /// For <see cref="LegKind.Download"/>: creates the reader that goes on, without bytes, when the guard does not let the leg be sent. When null the
    /// refusal is the call's failure.
    /// </summary>
    internal Func<ImageError, ImageSink, AnswerReader>? CreateRefused { get; init; }
    /// <summary>For <see cref="LegKind.Poll"/>: the request that cancels the order; null when the provider has none.</summary>
    public ProviderRequest? Cancel { get; init; }
    /// <summary>
    /// For the first <see cref="LegKind.Poll"/> of an order: writes what its receipt said, from which another process can go on
    /// (<see cref="AnswerReader.Resume"/>); null where none can.
    /// </summary>
    internal Func<byte[]>? WriteReceipt { get; init; }
}
