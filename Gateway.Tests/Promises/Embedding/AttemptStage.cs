using System.Threading.Channels;
using Iris.Gateway.Hosting;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>A stage as an application may write one around attempts: none at the provider <c>closed</c>.</summary>
/// <param name="attempts">A service of the application's; receives what became of each attempt.</param>
internal sealed class AttemptStage(Channel<ImageAttemptOutcome> attempts) : ImageStage
{
    public override ValueTask<ImageError?> BeginAttemptAsync(HttpContext context, ImageRequest request, ImageStageTarget target) =>
        new(target.Provider == "closed" ? ImageError.Invalid("Not at closed.", status: 403) : null);

    public override ValueTask EndAttemptAsync(HttpContext context, ImageRequest request, ImageAttemptOutcome outcome) => attempts.Writer.WriteAsync(outcome);
}
