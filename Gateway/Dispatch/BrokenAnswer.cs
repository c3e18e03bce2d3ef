using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// How an answer ends that has begun and cannot be finished: so that nobody takes a torn document for a whole one, and so that the client still
/// gets what was written of it.
/// </summary>
internal static class BrokenAnswer
{
    // RFC 9113, section 7: INTERNAL_ERROR.
    private const int InternalError = 2;

    // What a busy machine may keep a thread waiting that is ready to run.
    private static readonly TimeSpan TimeToSend = TimeSpan.FromMilliseconds(25);

    /// <summary>Ends it. Nothing is to be written any more. It does not ask whether the client is still there: the token that tells it also tells a route's timeout.</summary>
    /// <exception cref="AnswerBrokeOffException">For the server: in HTTP/1.1 it ends the connection itself, in the middle of a chunked body.</exception>
    public static async Task EndAsync(HttpContext context, ImageError failure)
    {
        // Else the exception's type would stand there.
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new("error.type", ErrorLabel.Of(failure)));
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            throw new AnswerBrokeOffException();
        await LetServerSendAsync();
        if (context.Features.Get<IHttpResetFeature>() is { } stream && HttpProtocol.IsHttp2(context.Request.Protocol))
            stream.Reset(InternalError);
        else
            // In HTTP/1.0 a body ends with its connection: only a reset tells that it is not whole.
            context.Abort();
    }

    // What has been written lies with the server, whose own work stands in line to send it; ending the stream or connection at once would take it back,
    // and the client would not even learn that there was an answer. So this goes to the end of the same line, behind what that work leads to as well;
    // and then leaves the core to a thread that has taken it from the line and does not run yet. The wait is for the system, so that it counts by the system's clock and not by the gateway's.
    private static async Task LetServerSendAsync()
    {
        for (var i = 0; i < 3; i++)
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        await Task.Delay(TimeToSend, TimeProvider.System, CancellationToken.None);
    }
}
