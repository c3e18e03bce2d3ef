using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Wire.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Recordings;

/// <summary>
/// A client's own response, taken out of its request, so that an answer can be copied to it while the request is at work on the recording.
/// </summary>
internal sealed class AnswerCopy
{
    private const int Block = 64 * 1024;

    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly CancellationToken _gone;
    private readonly Func<bool> _isTimedOut;
    private readonly bool _keepsConnection;

    /// <summary>Takes a request's response.</summary>
    public AnswerCopy(HttpContext context)
    {
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _gone = context.RequestAborted;
        _isTimedOut = RouteDeadline.Watch(context);
        _keepsConnection = !HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol);
    }

    /// <summary>The client's response.</summary>
    public IHttpResponseFeature Response => _response;

    /// <summary>Gives the request its response and its client back.</summary>
    public void Restore(HttpContext context)
    {
        context.Features.Set(_response);
        context.Features.Set(_body);
        context.RequestAborted = _gone;
    }

    /// <summary>Tells a client of a failure while its request is still at work, and ends its response.</summary>
    /// <param name="report">The report.</param>
    /// <param name="dialect">The dialect of the body.</param>
    public async Task FailAsync(FailureReport report, ImageDialect dialect)
    {
        if (_response.HasStarted)
        {
            _lifetime.Abort();
            return;
        }
        using var body = new PooledBuffer();
        dialect.WriteFailure(body, report);
        _response.StatusCode = report.Error.Status;
        _response.Headers.ContentType = dialect.ContentType(stream: false);
        _response.Headers["x-request-id"] = report.Identity.RequestId;
        _response.Headers.ContentLength = body.Count;
        // No other request can be served on it before this one has ended.
        if (!_keepsConnection)
            _response.Headers.Connection = "close";
        await _body.Stream.WriteAsync(body.WrittenMemory);
        await _body.CompleteAsync();
    }

    /// <summary>Copies an answer to the client. The request's features are not touched.</summary>
    /// <param name="source">The answer.</param>
    /// <param name="complete">Completes the head.</param>
    /// <param name="silence">The longest time in which the client takes nothing.</param>
    /// <param name="time">The clock.</param>
    public async Task<RunEnd> RunAsync(IAnswerSource source, Action<IHeaderDictionary> complete, TimeSpan silence, TimeProvider time)
    {
        try
        {
            if (await source.HeadAsync(_gone) is not { } head)
                return RunEnd.Broken;
            _response.StatusCode = head.Status;
            head.CopyTo(_response.Headers);
            if (source is { Length: { } length, IsBroken: false })
                _response.Headers.ContentLength = length;
            complete(_response.Headers);
            await _body.StartAsync(_gone);
            for (long position = 0; await source.WaitAsync(position, _gone);)
            {
                var count = await source.ReadAsync(position, _body.Writer.GetMemory(Block), _gone);
                _body.Writer.Advance(count);
                position += count;
                var flushing = _body.Writer.FlushAsync(_gone);
                var flushed = flushing.IsCompleted ? await flushing : await flushing.AsTask().WaitAsync(silence, time);
                if (flushed.IsCompleted || flushed.IsCanceled)
                    return RunEnd.Gone;
            }
            if (source.IsBroken)
                return RunEnd.Broken;
            // The client waits for nothing that comes behind its answer.
            await _body.CompleteAsync();
            return RunEnd.Whole;
        }
        catch (TimeoutException)
        {
            _lifetime.Abort();
            return RunEnd.Stalled;
        }
        catch (OperationCanceledException)
        {
            return _isTimedOut() ? RunEnd.TimedOut : RunEnd.Gone;
        }
        catch (IOException)
        {
            // The client's connection, or the file: what was sent is not whole.
            return _gone.IsCancellationRequested ? RunEnd.Gone : RunEnd.Broken;
        }
    }
}
