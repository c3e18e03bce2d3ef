using Iris.Transforms.Answers;

namespace Iris.Gateway.Spool;

/// <summary>
/// What the pictures of all calls together may take of the disk (<c>Images.Limits.SpoolBytes</c>): a limit for each request does not bound all of
/// them.
/// </summary>
internal sealed class SpoolBudget
{
    /// <summary>Pictures that do not fit: nothing of them has been kept, and other calls' ends make room.</summary>
    public static ImageError Exhausted { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "request_dropped",
        Message = "request dropped: the pictures of other requests take all the room there is for them (Images.Limits.SpoolBytes)",
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
