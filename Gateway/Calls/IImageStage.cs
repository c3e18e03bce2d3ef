using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// A step around every image call, such as keys, limits or budgets. Stages are registered as services and stand in the order of their
/// registration, the first one outermost; what they keep of a call lies in <see cref="ImageCall.Items"/>. Where none is registered they cost nothing.
/// <code>
/// BeginAsync ─► body is read, targets are known ─► JudgeAsync the primary ─► attempts; JudgeAsync each fallback before it is tried ─► EndAsync
/// </code>
/// </summary>
internal interface IImageStage
{
    /// <summary>Judges a call by its head: nothing of its body has been read, and of the call only the configuration, the id and the route are known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The head, its connection and its route.</param>
    /// <returns>Why the call is refused; null when it may go on.</returns>
    ValueTask<ImageError?> BeginAsync(ImageCall call, HttpRequest request) => default;

    /// <summary>Judges a target before its first attempt: the primary once the model is known, a fallback when its turn comes.</summary>
    /// <param name="call">The call; its request is known.</param>
    /// <param name="target">Provider and model.</param>
    /// <returns>Why it may not be asked: at the primary the whole call is refused, a fallback is passed over. Null when it may.</returns>
    ValueTask<ImageError?> JudgeAsync(ImageCall call, ImageTarget target) => default;

    /// <summary>
    /// Takes note of what became of a call. Called once for each call that this stage has begun without an exception, its own refusal included,
    /// in the opposite order; also when the client has gone, whom nothing can be told any more.
    /// </summary>
    ValueTask EndAsync(ImageCall call, CallOutcome outcome) => default;
}
