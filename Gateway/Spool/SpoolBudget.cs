using Iris.Gateway.Calls;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Spool;

/// <summary>
/// What the pictures of all calls together may take of the disk (<c>Images.Limits.SpoolBytes</c>): a limit for each request does not bound all of
/// them.
/// </summary>
internal sealed class SpoolBudget : ByteBudget
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
}
