using Iris.Transforms.Answers;

namespace Iris.Gateway.Hosting;

/// <summary>What has become of an attempt: one target, tried on one destination.</summary>
public sealed record ImageAttemptOutcome
{
    /// <summary>The provider and model.</summary>
    public required ImageStageTarget Target { get; init; }
    /// <summary>The destination that was asked; null when none was.</summary>
    public string? Destination { get; init; }
    /// <summary>The fallback's index; 0 for the primary.</summary>
    public int FallbackIndex { get; init; }
    /// <summary>The failure, also when it came after the first byte had been sent; null for success.</summary>
    public ImageError? Failure { get; init; }
    /// <summary>Whether a failed attempt may have been billed all the same.</summary>
    public bool IsPossiblyBilled { get; init; }
    /// <summary>How many pictures the provider produced.</summary>
    public int Produced { get; init; }
    /// <summary>The bytes of those pictures, before base64.</summary>
    public long Bytes { get; init; }
    /// <summary>The tokens that the provider counted; null when it tells none.</summary>
    public TokenUsage? Usage { get; init; }
    /// <summary>What a successful answer has cost, in US dollars; null when that is unknown.</summary>
    public decimal? Usd { get; init; }
    /// <summary>The time from the attempt's start to the first byte of a picture; null without a picture.</summary>
    public TimeSpan? FirstImage { get; init; }
}
