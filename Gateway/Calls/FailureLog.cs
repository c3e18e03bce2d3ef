using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Calls;

/// <summary>
/// Logs what clients are not told: the place of a fault in the gateway, and the reason for a missing credential. It writes exceptions itself
/// instead of passing them to the logger, because their messages may quote a prompt, a picture or a secret. <see cref="LineBudget"/> bounds the
/// lines.
/// </summary>
/// <param name="logger">The log.</param>
/// <param name="scrubber">Removes secrets from what is logged.</param>
/// <param name="lines">Bounds the lines.</param>
internal sealed partial class FailureLog(ILogger<FailureLog> logger, SecretScrubber scrubber, LineBudget lines)
{
    // Deeper causes usually repeat the first ones.
    private const int MostCauses = 3;

    /// <summary>Classifies an exception of an attempt, and logs it when the classification hides facts that an operator needs.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="expired">The name of the expired deadline; null when none has expired.</param>
    /// <param name="attempt">The attempt that failed.</param>
    /// <param name="destination">The attempt's destination.</param>
    public CallFailure Classify(Exception exception, string? expired, ImageAttempt attempt, ImageDestination destination)
    {
        var failure = CallFailure.OfException(exception, expired);
        var (id, cluster) = (attempt.Call.RequestId, attempt.Target.Cluster);
        if (failure.Error.Type == CallFailure.CredentialsFailed && exception is CredentialException credential)
            CredentialFailed(id, cluster, destination, credential);
        else if (failure.Error.Type == CallFailure.InternalError && lines.Takes($"faults at {cluster.Id}"))
            Log.Fault(logger, id, cluster.Id, destination.Id, Chain(exception, cluster.Provider, destination, attempt.Call.Request?.Prompt),
                ApplicationFault.Stack(exception));
        return failure;
    }

    /// <summary>What an exception tells, without the destination's secrets: for a log that is not the gateway's own.</summary>
    public string Describe(Exception exception, ImageProvider provider, ImageDestination destination) =>
        scrubber.ForLog(FailureReason.Of(exception), provider, destination);

    /// <summary>Logs that no credential could be obtained, with the message of its source.</summary>
    public void CredentialFailed(string requestId, ImageCluster cluster, ImageDestination destination, CredentialException exception)
    {
        if (!lines.Takes($"credentials of {cluster.Id}"))
            return;
        Exception cause = exception;
        // A caller that waited for another call's refresh has that call's failure as its cause.
        while (cause is CredentialException { InnerException: { } inner })
            cause = inner;
        Log.Credential(
            logger, requestId, cluster.Id, destination.Id, scrubber.ForLog(exception.Message, cluster.Provider, destination),
            ReferenceEquals(cause, exception) ? "nothing else is known" : Chain(cause, cluster.Provider, destination, null));
    }

    /// <summary>Logs that a stage could not process a call's outcome. The exception's message may quote anything and is left out.</summary>
    public void StageFailed(string requestId, IImageStage stage, Exception exception)
    {
        if (lines.Takes($"stage {stage.Name}"))
            Log.Stage(logger, requestId, stage.Name, exception.GetType().FullName!, ApplicationFault.Stack(exception));
    }

    private string Chain(Exception exception, ImageProvider provider, ImageDestination destination, string? prompt)
    {
        var causes = new List<string>();
        for (Exception? at = exception; at is not null && causes.Count < MostCauses; at = at.InnerException)
            causes.Add($"{at.GetType()}: {scrubber.ForLog(at.Message, provider, destination, prompt)}");
        return string.Join(" <- ", causes);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "request {RequestId}: the attempt at {Cluster}, destination {Destination}, failed unexpectedly: {Exception}\n{Stack}", EventName = "AttemptFault")]
        public static partial void Fault(ILogger logger, string requestId, string cluster, string destination, string exception, string stack);

        [LoggerMessage(2, LogLevel.Warning, "request {RequestId}: no credential for {Cluster}, destination {Destination}: {Message}; cause: {Cause}", EventName = "CredentialFailed")]
        public static partial void Credential(ILogger logger, string requestId, string cluster, string destination, string message, string cause);

        [LoggerMessage(3, LogLevel.Error, "request {RequestId}: the stage {Stage} failed at the call's end: {Exception}\n{Stack}", EventName = "StageFault")]
        public static partial void Stage(ILogger logger, string requestId, string stage, string exception, string stack);
    }
}
