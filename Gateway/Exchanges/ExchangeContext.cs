using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>The objects that the calls of one exchange share with the pump that reads their answers.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Destination">The destination.</param>
/// <param name="Transport">How legs reach it.</param>
/// <param name="Sink">Receives the pictures of all calls.</param>
/// <param name="Turns">The queue of answers that wait to be read.</param>
/// <param name="Services">The services of every exchange.</param>
/// <param name="Started">The timestamp from which the total counts.</param>
internal sealed record ExchangeContext(
    ImageAttempt Attempt,
    ImageDestination Destination,
    LegTransport Transport,
    ImageSink Sink,
    TurnQueue Turns,
    ExchangeServices Services,
    long Started)
{
    /// <summary>What all calls cost at most: as the provider has told of all of them, else by their price; null where nobody knows.</summary>
    public Usd? Most => Sink.FinalCost is { Source: CostSource.Provider or CostSource.Usage } told ? told.Usd : Sink.Context.Pricing!.Worst;

    /// <inheritdoc cref="FailureLog.Classify"/>
    public CallFailure Classify(Exception exception, string? expired) => Services.Log.Classify(exception, expired, Attempt, Destination);

    /// <inheritdoc cref="SecretScrubber.Clean(ImageError, ImageProvider, ImageDestination)"/>
    public ImageError Clean(ImageError error) => Services.Scrubber.Clean(error, Attempt.Target.Provider, Destination);

    /// <inheritdoc cref="CapabilityCheck.Explain"/>
    public ImageError Explain(ImageError error) => CapabilityCheck.Explain(
        error, Attempt.Target.CapabilitiesOf(Destination), Attempt.Target.Model, Sink.Context);
}
