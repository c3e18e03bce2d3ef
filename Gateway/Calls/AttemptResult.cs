using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>What became of an attempt: made once, when it is over, and not changed any more.</summary>
internal sealed record AttemptResult
{
    /// <summary>Why it failed, also when it failed after its first byte had gone out; null when it did not.</summary>
    public CallFailure? Failure { get; init; }
    /// <summary>True when its answer had begun and could not be ended.</summary>
    public bool BrokeOff { get; init; }
    /// <summary>The destination that was asked; null when none could be chosen.</summary>
    public ImageDestination? Destination { get; init; }
    /// <summary>What is known of the answer before its first byte goes out.</summary>
    public AnswerHead Head { get; init; }
    /// <summary>What was delivered; null when the exchange did not even begin.</summary>
    public DeliveredImages? Delivered { get; init; }
}

/// <summary>What is known of an answer before its first byte goes out, for its headers.</summary>
/// <param name="FirstImageMilliseconds">Milliseconds from the attempt's start until the first byte of a picture; null before.</param>
/// <param name="Dropped">The request's members that the model does not take; null for none.</param>
internal readonly record struct AnswerHead(long? FirstImageMilliseconds, IReadOnlyList<ParameterChange>? Dropped);

/// <summary>The pictures that an attempt has delivered, and what its provider has counted for them.</summary>
/// <param name="Count">Finished pictures.</param>
/// <param name="Bytes">Their bytes, before base64.</param>
/// <param name="Usage">Token counts, when the provider gave them.</param>
internal readonly record struct DeliveredImages(int Count, long Bytes, TokenUsage? Usage);
