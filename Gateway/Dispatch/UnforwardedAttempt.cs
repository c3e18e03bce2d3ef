using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The result of an attempt that nothing was sent for: the pipeline ended before the image forwarder, or the forwarder did not know the destination.
/// </summary>
internal static class UnforwardedAttempt
{
    /// <summary>The result.</summary>
    /// <param name="error">What the pipeline reports; null for nothing.</param>
    public static AttemptResult Of(ForwarderError? error) => new()
    {
        Failure = CallFailure.BeforeSending(error switch
        {
            ForwarderError.NoAvailableDestinations => new ImageError
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Type = "no_eligible_keys",
                Message = "no destination of the provider is available at the moment",
            },
            _ => new ImageError
            {
                Status = StatusCodes.Status502BadGateway,
                Type = "provider_connection_failed",
                Message = $"the request could not be forwarded ({error?.ToString() ?? "unknown"})",
            },
        }),
    };
}
