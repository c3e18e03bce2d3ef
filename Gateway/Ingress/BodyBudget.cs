using Iris.Transforms.Answers;

namespace Iris.Gateway.Ingress;

/// <summary>
/// What all image requests' bodies together may take of the gateway's memory (<c>Images.Limits.BodyBytes</c>). Only the
/// number of connections bounds theirs, so that a limit for each body does not bound all of them.
/// </summary>
internal sealed class BodyBudget
{
    /// <summary>The part of each body that is not counted, in bytes: a prompt is served however many pictures are on their way.</summary>
    public const int Free = 64 * 1024;

    /// <summary>A body that does not fit: nothing of it has been kept, and other calls' ends make room.</summary>
    public static ImageError Exhausted { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "request_dropped",
        Message = "request dropped: the bodies of other requests take all memory there is for them (Images.Limits.BodyBytes)",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private long _taken;

    /// <summary>The bytes that are taken at the moment.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes bytes if they fit.</summary>
    /// <param name="bytes">How many, 0 or more.</param>
    /// <param name="most">What all may take together. It comes with each call's own configuration, which a reload changes.</param>
    public bool TryTake(long bytes, long most)
    {
        var taken = Taken;
        while (bytes <= most - taken)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + bytes, taken);
            if (seen == taken)
                return true;
            taken = seen;
        }
        return false;
    }

    /// <summary>Gives bytes back that were taken before.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
