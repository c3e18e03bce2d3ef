using System.IO.Pipelines;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The response that one attempt sees: not started, status 200, no headers, and no traces of earlier attempts. What YARP's steps set on it (a
/// status when no destination is left, an affinity cookie) reaches the client only with an answer.
/// </summary>
internal sealed class AttemptResponse(ClientResponse client, ImageAttempt attempt) : IHttpResponseFeature, IAnswerTarget
{
    private IHeaderDictionary? _headers;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers
    {
        get => _headers ??= new HeaderDictionary();
        set => _headers = value;
    }

    public Stream Body { get; set; } = Stream.Null;

    /// <inheritdoc cref="IAnswerTarget.HasStarted"/>
    public bool HasStarted { get; private set; }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        // Ignores the callback: no middleware may change an attempt's headers, and the client's response has its own callbacks.
    }

    public void OnCompleted(Func<object, Task> callback, object state) => client.Response.OnCompleted(callback, state);

    /// <inheritdoc/>
    public ValueTask TellProgressAsync(WorkProgress progress) => client.TellProgressAsync(progress);

    /// <inheritdoc/>
    public void Abort() => client.Abort();

    /// <inheritdoc/>
    public async ValueTask<PipeWriter> OpenAsync(AnswerHead head)
    {
        HasStarted = true;
        await client.StartAnswerAsync(attempt, head, _headers);
        return client.Body.Writer;
    }
}
