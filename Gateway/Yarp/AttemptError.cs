using Iris.Gateway.Calls;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

/// <summary>
/// The failure of an attempt in YARP's words, for YARP's passive health checks and activities. Like YARP's own forwarder it blames the destination
/// for its connection and its silence only: an answer is an answer, whatever its status says.
/// </summary>
/// <param name="error">The error.</param>
internal sealed class AttemptError(ForwarderError error) : IForwarderErrorFeature
{
    /// <inheritdoc/>
    public ForwarderError Error { get; } = error;

    /// <summary>None: the gateway tells its failures itself, and an exception's message may quote a prompt or a secret.</summary>
    public Exception? Exception => null;

    /// <summary>The error of an attempt that is over.</summary>
    public static ForwarderError Of(AttemptResult result) => result.Failure is not { } failure ? ForwarderError.None : failure.Cause switch
    {
        FailureCause.Connection => result.BrokeOff ? ForwarderError.ResponseBodyDestination : ForwarderError.Request,
        // A call that has waited for a place, and was not sent, says nothing about the destination.
        FailureCause.Deadline => failure.PossiblyBilled ? ForwarderError.RequestTimedOut : ForwarderError.RequestCreation,
        FailureCause.Client => result.BrokeOff ? ForwarderError.ResponseBodyClient : ForwarderError.RequestCanceled,
        FailureCause.Gateway when failure.Error.Status >= 500 => ForwarderError.RequestCreation,
        _ => ForwarderError.None,
    };
}
