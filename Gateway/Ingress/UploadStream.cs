using System.Buffers;
using System.IO.Pipelines;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Ingress;

/// <summary>
/// A request's body as it arrives, bounded in silence and in time. Where it ends early, <see cref="Failure"/> says why and reading throws.
/// </summary>
internal sealed class UploadStream : ForwardStream
{
    private readonly HttpContext _context;
    private readonly PipeReader _reader;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longest;
    private readonly long _started;
    private BodySilence? _silence;
    private bool _restIsHere;

    /// <summary>Begins to read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">The longest time.</param>
    /// <param name="time">Measures time and silence.</param>
    public UploadStream(HttpContext context, ImagesOptions options, TimeProvider time)
    {
        (_context, _reader, _time, _longest, _started) = (context, context.Request.BodyReader, time, options.Deadlines.Upload, time.GetTimestamp());
        // The pictures' own limits count what they are about; the server's would count the framing, too.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    /// <summary>Why the body ended early; null while it has not.</summary>
    public ImageError? Failure { get; private set; }

    /// <summary>True when the client has disconnected: nobody waits for an answer.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The bytes so far.</summary>
    public long Received { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            _context.RequestAborted.ThrowIfCancellationRequested();
            var pending = _reader.ReadAsync(CancellationToken.None);
            // A body that is already there needs no timer.
            if (!pending.IsCompleted)
                _silence ??= new BodySilence(_reader, Received, _time, _context.RequestAborted);
            ReadResult read;
            try
            {
                read = await pending;
            }
            catch (BadHttpRequestException e)
            {
                throw Fail(RequestBody.FailureOf(e));
            }
            catch (IOException)
            {
                IsGone = true;
                throw;
            }
            var count = (int)Math.Min(read.Buffer.Length, buffer.Length);
            _restIsHere = read.IsCompleted && count < read.Buffer.Length;
            if (count > 0)
            {
                var taken = read.Buffer.Slice(0, count);
                taken.CopyTo(buffer.Span);
                _reader.AdvanceTo(taken.End);
                Received += count;
            }
            else
            {
                _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
            if (count > 0 || read.IsCompleted)
            {
                _silence?.IsTooLong(Received);
                if (_time.GetElapsedTime(_started) <= _longest)
                    return count;
                throw Late($"The request body took longer than {_longest.TotalSeconds:0.###} seconds (Images.Deadlines.Upload).");
            }
            if (_silence?.IsTooLong(Received) == true)
                throw Late($"The request body brought nothing for {BodySilence.Longest.TotalSeconds} seconds.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _silence?.Dispose();
            // Of a body that has come as a whole the server takes its own bytes off the connection with the last one: nobody may leave some.
            if (_restIsHere && _reader.TryRead(out var rest))
                _reader.AdvanceTo(rest.Buffer.End);
            _restIsHere = false;
        }
        base.Dispose(disposing);
    }

    private IOException Late(string message)
    {
        RequestBody.CloseConnection(_context);
        return Fail(RequestBody.TooSlow(message));
    }

    private IOException Fail(ImageError failure)
    {
        Failure = failure;
        return new IOException(failure.Message);
    }
}
