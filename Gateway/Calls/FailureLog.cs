using Iris.Gateway.Model;

namespace Iris.Gateway.Calls;

/// <summary>
/// Tells the log what no client is told: where a fault of the gateway lies, and why a credential could not be had. Exceptions are
/// written out here instead of being handed on, because their texts may quote a prompt, a picture or a secret.
/// </summary>
internal sealed partial class FailureLog(ILogger<FailureLog> logger)
{
    // Deeper causes only repeat the first ones.
    private const int MostCauses = 3;
    private const int MostStack = 4096;

    /// <summary>Classifies an exception of an attempt, and writes it down where the classification hides what a person needs.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="expired">Names the deadline that has expired; null where none has.</param>
    /// <param name="attempt">The attempt that failed.</param>
    /// <param name="destination">Its destination.</param>
    public CallFailure Classify(Exception exception, string? expired, ImageAttempt attempt, ImageDestination destination)
    {
        var failure = CallFailure.OfException(exception, expired);
        var (id, cluster) = (attempt.Call.RequestId, attempt.Target.Cluster.Id);
        if (failure.Error.Type == CallFailure.CredentialsFailed && exception is CredentialException credential)
            CredentialFailed(id, cluster, destination, credential);
        else if (failure.Error.Type == CallFailure.InternalError)
            Log.Fault(logger, id, cluster, destination.Id, Chain(exception, destination, attempt.Call.Request?.Prompt), Stack(exception));
        return failure;
    }

    /// <summary>A credential could not be had; writes down what its source said.</summary>
    public void CredentialFailed(string requestId, string cluster, ImageDestination destination, CredentialException exception)
    {
        Exception cause = exception;
        // Who waits for another call's refresh gets that call's failure.
        while (cause is CredentialException { InnerException: { } inner })
            cause = inner;
        Log.Credential(
            logger, requestId, cluster, destination.Id, SecretScrubber.ForLog(exception.Message, destination),
            ReferenceEquals(cause, exception) ? "nothing else is known" : Chain(cause, destination, null));
    }

    /// <summary>A stage could not take note of a call's outcome. Its exception's text may quote anything, and is left out.</summary>
    public void StageFailed(string requestId, IImageStage stage, Exception exception) =>
        Log.Stage(logger, requestId, stage.GetType().Name, exception.GetType().FullName!, Stack(exception));

    private static string Chain(Exception exception, ImageDestination destination, string? prompt)
    {
        var causes = new List<string>();
        for (Exception? at = exception; at is not null && causes.Count < MostCauses; at = at.InnerException)
            causes.Add($"{at.GetType()}: {SecretScrubber.ForLog(at.Message, destination, prompt)}");
        return string.Join(" <- ", causes);
    }

    // Names of methods and lines, which quote nothing.
    private static string Stack(Exception exception) =>
        exception.StackTrace is not { } stack ? "" : stack.Length <= MostStack ? stack : stack[..MostStack];

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
