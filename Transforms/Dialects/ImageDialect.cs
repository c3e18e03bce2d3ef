using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Transforms.Dialects;

/// <summary>
/// One API in which clients ask for pictures: how to read a request and how to write answers, failures and heartbeats. A route chooses its dialect;
/// the gateway knows no dialect's words. Stateless: one instance serves all calls.
/// </summary>
internal abstract class ImageDialect
{
    /// <summary>A heartbeat: complete and without meaning. It may stand before an answer, and wherever <see cref="AnswerForm.AtBoundary"/> is true.</summary>
    /// <param name="stream">Whether the client asked for a stream.</param>
    public abstract ReadOnlyMemory<byte> Heartbeat(bool stream);

    /// <summary>The dialect's own headers, of requests and of responses.</summary>
    public virtual DialectHeaders Headers => DialectHeaders.None;

    /// <summary>Reads and validates the body of a request.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="keepExtraParams">True when members of a nested <c>extra_params</c> object count as members of the request
    /// (<see cref="DialectHeaders.KeepExtraParams"/>).</param>
    /// <param name="request">The request, when the return value is null.</param>
    /// <returns>The first error found, or null.</returns>
    public abstract ImageError? Read(ReadOnlySequence<byte> body, bool keepExtraParams, out ImageRequest? request);

    /// <summary>
    /// Moves the pictures that a whole body has brought (<see cref="ImageRequest.InputImages"/>) into a store: they become inputs as an edit's are.
    /// </summary>
    /// <param name="request">The request that was read.</param>
    /// <param name="store">Receives the pictures.</param>
    /// <param name="moved">The request with its inputs, when the return value is null.</param>
    /// <returns>The first error found, or null.</returns>
    public abstract ImageError? MovePictures(ImageRequest request, IPictureStore store, out ImageRequest moved);

    /// <summary>Creates a meter that tells the picture data of a body apart from everything else, while the body arrives.</summary>
    public abstract PictureMeter CreateMeter();

    /// <summary>Begins to read a request that comes as a form.</summary>
    /// <param name="scope">How it is read.</param>
    /// <param name="store">Receives the pictures.</param>
    /// <param name="judge">Judges what has come before the first picture; null when the picture may be read.</param>
    public abstract FormReading ReadForm(RequestScope scope, IPictureStore store, Func<ImageRequest, ImageError?> judge);

    /// <summary>Begins to read a request with pictures that comes as JSON.</summary>
    /// <inheritdoc cref="ReadForm" path="/param"/>
    public abstract JsonReading ReadJson(RequestScope scope, IPictureStore store, Func<ImageRequest, ImageError?> judge);

    /// <summary>The media type of an answer. A failure that comes before any byte has the media type of a plain answer.</summary>
    /// <param name="stream">Whether the client asked for a stream.</param>
    public abstract string ContentType(bool stream);

    /// <summary>Creates the sink of one answer, in the form that the request asks for.</summary>
    /// <param name="context">Who serves the call and what the client asked for.</param>
    /// <param name="output">Receives the client's bytes.</param>
    public ImageSink CreateSink(AnswerContext context, PooledBuffer output)
    {
        var tally = new AnswerTally(context);
        return new ImageSink(tally, output, CreateForm(tally, output));
    }

    /// <summary>Writes a failure as a response body.</summary>
    public abstract void WriteFailure(IBufferWriter<byte> output, FailureReport report);

    /// <summary>
    /// Writes a failure into a stream that so far has only heartbeats. Once a stream has pictures, its <see cref="AnswerForm"/> writes the failure. A
    /// plain answer that so far has only heartbeats gets <see cref="WriteFailure"/>.
    /// </summary>
    public abstract void WriteStreamFailure(IBufferWriter<byte> output, FailureReport report);

    /// <summary>Writes the progress that a provider reports into a stream. It may stand wherever a <see cref="Heartbeat"/> may, and counts as one.</summary>
    public abstract void WriteProgress(IBufferWriter<byte> output, WorkProgress progress);

    /// <summary>Creates the form of one answer.</summary>
    protected abstract AnswerForm CreateForm(AnswerTally tally, PooledBuffer output);
}
