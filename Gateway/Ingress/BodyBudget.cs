using Iris.Gateway.Spool;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Ingress;

/// <summary>
/// What all image requests' bodies together may take of the gateway's memory (<c>Images.Limits.BodyBytes</c>). Only the
/// number of connections bounds theirs, so that a limit for each body does not bound all of them.
/// </summary>
internal sealed class BodyBudget : ByteBudget
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
}
