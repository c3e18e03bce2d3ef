using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// What the bodies of all requests that the gateway holds may take of its memory together (<c>Images.Limits.BodyBytes</c>). Only the
/// number of connections bounds theirs, so that a limit for each body does not bound all of them.
/// </summary>
internal sealed class BodyBudget : ByteBudget
{
    /// <summary>The part of each body that is not counted, in bytes: a prompt is served however many pictures are on their way.</summary>
    public const int Free = 64 * 1024;

    private int _underWay;
    private long _refused;

    /// <summary>How many bodies take of it at the moment.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>How many bodies have not fitted since the start.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>A body that does not fit: nothing of it has been kept, and other calls' ends make room.</summary>
    public static ImageError Exhausted { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "request_dropped",
        Message = "request dropped: the bodies of other requests take all memory there is for them (Images.Limits.BodyBytes)",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>A body begins to take, or has given all back.</summary>
    /// <param name="change">1 or -1.</param>
    internal void Count(int change) => Interlocked.Add(ref _underWay, change);

    /// <summary>A body has not fitted.</summary>
    internal void CountRefused() => Interlocked.Increment(ref _refused);
}
