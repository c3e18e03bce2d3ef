using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// Whether an order may be placed, as far as the model at its destination decides it. What the names say is decided before, by the resolver; who
/// has a key, and who draws at all, by the walk of the targets; what the installation allows, by its stages.
/// </summary>
internal static class OrderRules
{
    /// <summary>Judges before anything is written; reports what is left out or converted.</summary>
    /// <returns>Why the order must not be placed, or null.</returns>
    public static ImageError? Judge(ImageAttempt attempt, ProviderCall call, AnswerContext context)
    {
        var cluster = attempt.Target.Cluster;
        if (attempt.Call.RequestBytes > cluster.RequestBytes)
            return ImageError.TooLarge(cluster.RequestBytes);
        return attempt.Target.Provider.Refuse(call) ?? ProviderPlan.Judge(call, attempt.Call.Snapshot.Images.Strict, context);
    }

    /// <summary>Judges once more when the request has been written: only then a value is found that the codec cannot place.</summary>
    /// <returns>Why the order must not be placed, or null.</returns>
    public static ImageError? JudgeWritten(ImageAttempt attempt, ProviderCall call, AnswerContext context) =>
        attempt.Call.Snapshot.Images.Strict && context.Dropped is [var dropped, ..]
            ? ProviderPlan.Unsupported(dropped.Param, call.Model, context)
            : null;
}
