using System.Threading.Channels;
using Iris.Gateway.Hosting;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>A stage as an application may write one of its own: only known teams draw, and nobody draws at the provider <c>closed</c>.</summary>
/// <param name="outcomes">A service of the application's; receives what became of each call.</param>
internal sealed class TeamStage(Channel<(string? Team, ImageStageOutcome Outcome)> outcomes) : ImageStage
{
    public override ValueTask<ImageError?> BeginAsync(HttpContext context)
    {
        context.Items[this] = context.Request.Headers["x-team"].ToString();
        return new(context.Items[this] is "" ? new ImageError { Status = 401, Type = "authentication_error", Message = "Who are you?" } : null);
    }

    public override ValueTask<ImageError?> JudgeAsync(HttpContext context, ImageRequest request, ImageStageTarget target) => new(target.Provider == "closed"
        ? ImageError.Invalid($"No {request.Prompt} by {target.Model}, known as {target.Asked}, for {context.Items[this]}.", "model", status: 403)
        : null);

    public override ValueTask EndAsync(HttpContext context, ImageStageOutcome outcome) =>
        outcomes.Writer.WriteAsync(((string?)context.Items[this], outcome));
}
