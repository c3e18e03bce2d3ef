using System.Net;

namespace Iris.Sandbox;

/// <summary>
/// The sandbox: a provider that needs no key and no network. It stands where a socket handler would, takes OpenAI-shaped requests on any
/// path and answers exactly as OpenAI's Images API does, so that the gateway reads it with its ordinary codec.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The request is checked, also against <see cref="SandboxBounds"/>; a fault is answered at once.</item>
/// <item>The model's <c>delay</c> passes.</item>
/// <item>An error the model's suffixes ask for is answered, the first of <c>status</c>, <c>moderated</c>, <c>error</c>.</item>
/// <item>Else 200, and the pictures are drawn while the body is read.</item>
/// </list>
/// </remarks>
/// <param name="time">The clock of delays and time stamps.</param>
public sealed class SandboxHandler(TimeProvider time) : HttpMessageHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        response.Version = HttpVersion.Version11;
        return response;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        if (message.Method != HttpMethod.Post)
            return SandboxError.Method(message.Method.Method).ToResponse(null);
        var body = message.Content is null ? [] : await message.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        if (SandboxRequest.Parse(body, out var request) is { } fault)
            return fault.ToResponse(null);
        if (SandboxBounds.Of(message.RequestUri).Check(request!) is { } beyond)
            return beyond.ToResponse(null);

        var behaviour = request!.Behaviour;
        if (behaviour.Delay > TimeSpan.Zero)
            await Task.Delay(behaviour.Delay, time, cancellation).ConfigureAwait(false);
        if (Failure(request) is { } failure)
            return failure.ToResponse(behaviour.RetryAfter);

        var edit = message.RequestUri?.AbsolutePath.EndsWith("/images/edits", StringComparison.Ordinal) == true;
        var steps = SandboxPlan.For(request, edit, time.GetUtcNow().ToUnixTimeSeconds());
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new SandboxContent(steps, time, request.Stream ? "text/event-stream" : "application/json"),
        };
    }

    private static SandboxError? Failure(SandboxRequest request) => request.Behaviour switch
    {
        { Status: { } status } => SandboxError.For(status),
        { Moderated: true } => SandboxError.Moderated,
        { Error: true } when !request.Stream => SandboxError.For(500),
        _ => null,
    };
}
