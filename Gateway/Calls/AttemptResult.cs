using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>The result of an attempt: created once, when the attempt is over, and immutable.</summary>
internal sealed record AttemptResult
{
    /// <summary>The failure, also when it came after the first byte had been sent; null for success.</summary>
    public CallFailure? Failure { get; init; }
    /// <summary>True when the answer had begun and could not be completed.</summary>
    public bool BrokeOff { get; init; }
    /// <summary>The chosen destination; null when none could be chosen.</summary>
    public ImageDestination? Destination { get; init; }
    /// <summary>What a successful answer has cost; unknown for any other.</summary>
    public Cost Cost { get; init; }
    /// <summary>
    /// What the provider may have charged at most for what failed: the attempt, or some of its calls. <see cref="Usd.Zero"/> for nothing, null when
    /// that is unknown.
    /// </summary>
    public Usd? PossiblyBilled { get; init; } = Usd.Zero;
    /// <summary>The facts about the answer before its first byte is sent.</summary>
    public AnswerHead Head { get; init; }
    /// <summary>The delivered pictures; null when no exchange began.</summary>
    public DeliveredImages? Delivered { get; init; }
}

/// <summary>The facts about an answer before its first byte is sent, for the response headers.</summary>
/// <param name="FirstImageMilliseconds">Milliseconds from the attempt's start to the first byte of a picture; null before.</param>
/// <param name="Changes">The members that were left out, for which nothing is sent, and those that were converted; null for none.</param>
/// <param name="Cost">What the answer costs, where that is certain by then; else null.</param>
internal readonly record struct AnswerHead(long? FirstImageMilliseconds, IReadOnlyList<ParameterChange>? Changes, Usd? Cost)
{
    /// <summary>What an answer's context has noted by now; null for nothing.</summary>
    public static IReadOnlyList<ParameterChange>? ChangesOf(AnswerContext context) =>
        context.Dropped.Count + context.Converted.Count == 0 ? null : [.. context.Dropped, .. context.Converted];
}

/// <summary>The pictures that an attempt delivered, and the usage that its provider reported.</summary>
/// <param name="Count">The number of finished pictures.</param>
/// <param name="Bytes">The bytes of the pictures, before base64.</param>
/// <param name="Usage">The token counts, when the provider sends them.</param>
internal readonly record struct DeliveredImages(int Count, long Bytes, TokenUsage? Usage);
