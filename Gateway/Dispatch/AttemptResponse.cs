using System.IO.Pipelines;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Dispatch;

/// <summary>
/// The response that one attempt sees: not started, status 200, no headers, and without traces of the attempts before it. What YARP's steps
/// set on it (a status where no destination is left, a cookie that binds the client to one) reaches the client only with an answer.
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
        // Nothing above an attempt may change its headers: the client's response has its own.
    }

    public void OnCompleted(Func<object, Task> callback, object state) => client.Response.OnCompleted(callback, state);

    /// <inheritdoc/>
    public ValueTask TellProgressAsync(WorkProgress progress) => client.TellProgressAsync(progress);

    /// <inheritdoc/>
    public async ValueTask<PipeWriter> OpenAsync(AnswerHead head)
    {
        HasStarted = true;
        await client.StartAnswerAsync(attempt, head, _headers);
        return client.Body.Writer;
    }
}
