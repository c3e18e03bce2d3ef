using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Whether an order may be placed, as far as the model at its destination decides. The resolver decides earlier about names, the walk of the
/// targets about keys and about providers without an image API, and the stages about the installation's rules.
/// </summary>
internal static class OrderRules
{
    /// <summary>Decides before anything is written; reports dropped and converted members.</summary>
    /// <returns>The refusal, or null.</returns>
    public static ImageError? Judge(ImageAttempt attempt, ProviderCall call, AnswerContext context)
    {
        var cluster = attempt.Target.Cluster;
        if (attempt.Call.RequestBytes > cluster.RequestBytes)
            return ImageError.TooLarge(cluster.RequestBytes);
        if (call.Request.Extras.Count > 0)
            UnknownMembers.Tell(attempt.Target.Provider, call.Request, context);
        return attempt.Target.Provider.Refuse(call) ?? CapabilityCheck.Judge(call, attempt.Call.Strict, context);
    }

    /// <summary>
    /// Decides again after the requests of all calls have been written and before one is sent, because only then a value is found that the codec
    /// cannot place.
    /// </summary>
    /// <returns>The refusal, or null.</returns>
    public static ImageError? JudgeWritten(ImageAttempt attempt, ProviderCall call, AnswerContext context) =>
        attempt.Call.Strict && context.Dropped is [var dropped, ..]
            ? CapabilityCheck.Unsupported(dropped.Param, call.Model, context)
            : null;
}
