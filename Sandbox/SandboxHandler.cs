using System.Net;
using Iris.Sandbox.Inputs;

namespace Iris.Sandbox;

/// <summary>
/// The sandbox: a provider that needs no key and no network. It stands where a socket handler would, takes OpenAI-shaped requests on any
/// path and answers exactly as OpenAI's Images API does, so that the gateway reads it with its ordinary codec. The path's end says whether pictures
/// come along.
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
        var inputs = OperationOf(message) == SandboxOperation.Generation ? SandboxInputs.None : new SandboxInputs();
        HttpResponseMessage? answer = null;
        try
        {
            answer = await AnswerAsync(message, inputs, cancellation).ConfigureAwait(false);
            return answer;
        }
        finally
        {
            // A picture is drawn from the inputs while the body is read; every other answer needs them no more.
            if (answer?.Content is not SandboxContent)
                inputs.Dispose();
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, SandboxInputs inputs, CancellationToken cancellation)
    {
        var operation = OperationOf(message);
        var (body, malformed) = operation == SandboxOperation.Generation
            ? (await ReadAsync(message.Content, cancellation).ConfigureAwait(false), null)
            : await ReadFormAsync(message.Content, inputs, cancellation).ConfigureAwait(false);
        if (malformed is not null)
            return malformed.ToResponse(null);
        if (SandboxRequest.Parse(body, operation, inputs, out var request) is { } fault)
            return fault.ToResponse(null);
        if (SandboxBounds.Of(message.RequestUri).Check(request!) is { } beyond)
            return beyond.ToResponse(null);

        var behaviour = request!.Behaviour;
        if (behaviour.Delay > TimeSpan.Zero)
            await Task.Delay(behaviour.Delay, time, cancellation).ConfigureAwait(false);
        if (Failure(request) is { } failure)
            return failure.ToResponse(behaviour.RetryAfter);

        var steps = SandboxPlan.For(request, operation, time.GetUtcNow().ToUnixTimeSeconds());
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new SandboxContent(steps, inputs, time, request.Stream ? "text/event-stream" : "application/json"),
        };
    }

    private static SandboxOperation OperationOf(HttpRequestMessage message) => message.RequestUri?.AbsolutePath switch
    {
        { } path when path.EndsWith("/images/edits", StringComparison.Ordinal) => SandboxOperation.Edit,
        { } path when path.EndsWith("/images/variations", StringComparison.Ordinal) => SandboxOperation.Variation,
        _ => SandboxOperation.Generation,
    };

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent? content, CancellationToken cancellation) =>
        content is null ? default : await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);

    private static async Task<(ReadOnlyMemory<byte>, SandboxError?)> ReadFormAsync(
        HttpContent? content, SandboxInputs inputs, CancellationToken cancellation) =>
        content?.Headers.ContentType?.MediaType == "multipart/form-data"
            ? await SandboxForm.ReadAsync(content, inputs, cancellation).ConfigureAwait(false)
            : (default, SandboxError.Body("The sandbox takes pictures in a form (multipart/form-data)."));

    private static SandboxError? Failure(SandboxRequest request) => request.Behaviour switch
    {
        { Status: { } status } => SandboxError.For(status),
        { Moderated: true } => SandboxError.Moderated,
        { Error: true } when !request.Stream => SandboxError.For(500),
        _ => null,
    };
}
