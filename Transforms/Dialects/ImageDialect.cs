using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Transforms.Dialects;

/// <summary>
/// One way to ask for pictures: how a request is read, and how answers, failures and signs of life are written. A route chooses it; the gateway
/// knows no dialect's words. Stateless: one instance serves all calls.
/// </summary>
internal abstract class ImageDialect
{
    /// <summary>
    /// A sign of life for a client that watches a stream, whole and without meaning. It may stand between any two events, and before the first.
    /// </summary>
    public abstract ReadOnlyMemory<byte> Heartbeat { get; }

    /// <summary>Reads and validates the body of a request.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="keepExtraParams">Members of a nested <c>extra_params</c> object count as members of the request
    /// (the contract's header <c>x-bf-passthrough-extra-params</c>).</param>
    /// <param name="request">The request, when the return value is null.</param>
    /// <returns>The first thing that is wrong, or null.</returns>
    public abstract ImageError? Read(ReadOnlySequence<byte> body, bool keepExtraParams, out ImageRequest? request);

    /// <summary>The media type of an answer; a failure before anything has been sent has that of a plain one.</summary>
    /// <param name="stream">Whether the client watches a stream.</param>
    public abstract string ContentType(bool stream);

    /// <summary>Makes the receiver of one answer, in the form that the request asks for.</summary>
    /// <param name="context">Who serves and what was asked.</param>
    /// <param name="output">Gets the client's bytes.</param>
    public ImageSink CreateSink(AnswerContext context, PooledBuffer output)
    {
        var tally = new AnswerTally(context);
        return new ImageSink(tally, output, CreateForm(tally, output));
    }

    /// <summary>Writes a failure as a body of its own.</summary>
    public abstract void WriteFailure(IBufferWriter<byte> output, FailureReport report);

    /// <summary>Writes a failure into a stream in which there have been only signs of life. A stream with pictures has its <see cref="AnswerForm"/>.</summary>
    public abstract void WriteStreamFailure(IBufferWriter<byte> output, FailureReport report);

    /// <summary>Writes what a provider says of its work. It may stand where a <see cref="Heartbeat"/> may, and is one.</summary>
    public abstract void WriteProgress(IBufferWriter<byte> output, WorkProgress progress);

    /// <summary>Makes the form of one answer.</summary>
    protected abstract AnswerForm CreateForm(AnswerTally tally, PooledBuffer output);
}
