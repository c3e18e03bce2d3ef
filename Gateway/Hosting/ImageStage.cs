using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Hosting;

/// <summary>
/// A step of the application's own around every image call, such as keys, limits or budgets; see <see cref="ImagesBuilder.AddStage"/>. One instance
/// serves all calls at once: the state of a call belongs into <see cref="HttpContext.Items"/>. An exception of <see cref="BeginAsync"/>,
/// <see cref="JudgeAsync"/> or <see cref="BeginAttemptAsync"/> fails the call with the status 500; one of the others is logged.
/// </summary>
public abstract class ImageStage
{
    /// <summary>Decides about a call by its headers; the body has not been read and must not be.</summary>
    /// <param name="context">The request, its connection and its user.</param>
    /// <returns>The refusal, which the client gets in its envelope; null lets the call continue.</returns>
    public virtual ValueTask<ImageError?> BeginAsync(HttpContext context) => default;

    /// <summary>Decides about a target before its first attempt: the one that the client asks for, and each fallback when its turn comes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What the client asks for.</param>
    /// <param name="target">The provider and model.</param>
    /// <returns>The refusal: of the whole call at the first target, while a fallback is only passed over. Null allows the target.</returns>
    public virtual ValueTask<ImageError?> JudgeAsync(HttpContext context, ImageRequest request, ImageStageTarget target) => default;

    /// <summary>Decides about an attempt, before a destination of the target is chosen and asked; a target may have several.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What the client asks for.</param>
    /// <param name="target">The provider and model.</param>
    /// <returns>The refusal, with which the attempt fails: nothing is sent, and the next target is tried. Null allows it.</returns>
    public virtual ValueTask<ImageError?> BeginAttemptAsync(HttpContext context, ImageRequest request, ImageStageTarget target) => default;

    /// <summary>
    /// Learns what has become of an attempt, before another one begins. The client waits for it: what takes long belongs into <see cref="EndAsync"/>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What the client asks for.</param>
    /// <param name="outcome">The outcome.</param>
    public virtual ValueTask EndAttemptAsync(HttpContext context, ImageRequest request, ImageAttemptOutcome outcome) => default;

    /// <summary>
    /// Learns what has become of a call. Called once, behind the response, for each call for which <see cref="BeginAsync"/> has returned; also when
    /// it has refused, and when the client has disconnected.
    /// </summary>
    /// <param name="context">The request; its response can no longer be changed.</param>
    /// <param name="outcome">The outcome.</param>
    public virtual ValueTask EndAsync(HttpContext context, ImageStageOutcome outcome) => default;
}
