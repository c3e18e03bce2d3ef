using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>
/// A step around every image call, such as keys, limits or budgets. Stages are registered as services and run in the order of registration, the
/// first one outermost. They keep their state of a call in <see cref="ImageCall.Items"/>. Without a registered stage they cost nothing.
/// <code>
/// BeginAsync ─► body is read, targets are known ─► JudgeAsync the primary ─► attempts; JudgeAsync each fallback before it is tried ─► EndAsync
/// </code>
/// </summary>
internal interface IImageStage
{
    /// <summary>The name for the log.</summary>
    string Name => GetType().Name;

    /// <summary>Whether it has anything to do with a call of this configuration; a call that no stage joins has no stages.</summary>
    bool Joins(ImageCall call) => true;

    /// <summary>
    /// Decides about a call by its headers: the body has not been read, and of the call only the configuration, the id and the route are known.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The request's headers, connection and route.</param>
    /// <returns>The refusal; null lets the call continue.</returns>
    ValueTask<ImageError?> BeginAsync(ImageCall call, HttpRequest request) => default;

    /// <summary>
    /// Decides about the primary by its name, where that stands before the client's pictures: a refusal spares their upload. It is asked again with
    /// the whole request.
    /// </summary>
    /// <param name="call">The call; its request has not been read.</param>
    /// <param name="target">The provider and model.</param>
    /// <returns>The refusal; null lets the upload go on.</returns>
    ImageError? JudgeEarly(ImageCall call, ImageTarget target) => null;

    /// <summary>Decides about a target before its first attempt: the primary once the model is known, a fallback when its turn comes.</summary>
    /// <param name="call">The call; its request has been read.</param>
    /// <param name="target">The provider and model.</param>
    /// <returns>The refusal, which refuses the whole call at the primary and skips a fallback; null allows the target.</returns>
    ValueTask<ImageError?> JudgeAsync(ImageCall call, ImageTarget target) => default;

    /// <summary>
    /// Decides about the primary of a call that gets an answer that another call has ordered: nothing is reserved for it, and it costs nothing.
    /// </summary>
    /// <param name="call">The call; its request has been read.</param>
    /// <param name="target">The provider and model.</param>
    /// <returns>The refusal; null allows the target.</returns>
    ValueTask<ImageError?> JudgeReplayAsync(ImageCall call, ImageTarget target) => JudgeAsync(call, target);

    /// <summary>Decides about an attempt before its destination is asked.</summary>
    /// <param name="call">The call; its request has been read.</param>
    /// <param name="attempt">The attempt; its destination has not been chosen.</param>
    /// <returns>The refusal, with which the attempt fails: nothing is sent, and the next target is tried; null allows it.</returns>
    ValueTask<ImageError?> BeginAttemptAsync(ImageCall call, ImageAttempt attempt) => default;

    /// <summary>Processes the result of an attempt, refused or made, in the reverse order of the stages; before another one begins.</summary>
    ValueTask EndAttemptAsync(ImageCall call, ImageAttempt attempt) => default;

    /// <summary>
    /// Processes the outcome of a call. Called once for each call for which this stage's <see cref="BeginAsync"/> returned, even with a refusal, in
    /// the reverse order of the stages; also when the client has disconnected and cannot be told anything.
    /// </summary>
    ValueTask EndAsync(ImageCall call, CallOutcome outcome) => default;
}
