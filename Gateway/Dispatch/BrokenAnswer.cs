using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// Ends an answer that has begun and cannot be completed, so that no client takes an incomplete document for a complete one, and so that the client
/// still receives the written bytes.
/// </summary>
internal static class BrokenAnswer
{
    // RFC 9113, section 7: INTERNAL_ERROR.
    private const int InternalError = 2;

    // How long a busy machine may keep a ready thread waiting.
    private static readonly TimeSpan TimeToSend = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Ends the answer; nothing may be written afterwards. It does not check whether the client is connected, because that token is also cancelled
    /// by a route's timeout.
    /// </summary>
    /// <exception cref="AnswerBrokeOffException">In HTTP/1.1: the server then ends the connection itself, in the middle of a chunked
    /// body.</exception>
    public static async Task EndAsync(HttpContext context, ImageError failure)
    {
        // Without this tag the server would record the exception's type.
        context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new("error.type", ErrorLabel.Of(failure)));
        if (failure.Type == CallFailure.ClientStalledType)
        {
            // What was written is not taken: to end the connection behind it would be to wait for this client still.
            context.Abort();
            return;
        }
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            throw new AnswerBrokeOffException();
        await LetServerSendAsync();
        if (context.Features.Get<IHttpResetFeature>() is { } stream && HttpProtocol.IsHttp2(context.Request.Protocol))
            stream.Reset(InternalError);
        else
            // In HTTP/1.0 a body ends with its connection: only a reset shows that it is incomplete.
            context.Abort();
    }

    // The server holds the written bytes and has queued work to send them. Ending the stream or connection now would discard them, and the client
    // would not even see that there was an answer. So this method queues itself behind that work, and behind the work that follows from it, and
    // then leaves the core to a thread that has taken the work but does not run yet. It waits for the operating system, so it uses the system's
    // clock and not the injected one.
    private static async Task LetServerSendAsync()
    {
        for (var i = 0; i < 3; i++)
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        await Task.Delay(TimeToSend, TimeProvider.System, CancellationToken.None);
    }
}
