using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Exchanges;

/// <summary>What the calls of one exchange, and the pump that reads their answers, share.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Destination">Where to.</param>
/// <param name="Transport">How legs get there.</param>
/// <param name="Sink">Receives the pictures of all calls.</param>
/// <param name="Turns">Where answers wait to be read.</param>
/// <param name="Services">What every exchange uses.</param>
/// <param name="Started">Timestamp from which the total counts.</param>
internal sealed record ExchangeScope(
    ImageAttempt Attempt,
    ImageDestination Destination,
    LegTransport Transport,
    ImageSink Sink,
    TurnQueue Turns,
    ExchangeServices Services,
    long Started)
{
    /// <inheritdoc cref="FailureLog.Classify"/>
    public CallFailure Classify(Exception exception, string? expired) => Services.Log.Classify(exception, expired, Attempt, Destination);
}
