using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

/// <summary>
/// Receives an answer as events, counts them in an <see cref="AnswerTally"/>, and lets an <see cref="AnswerForm"/> write them into
/// <see cref="Output"/>. Base64 flows through in slices; every other value is small, bounded by its reader, and passed as raw JSON.
/// The order of calls: any number of <see cref="Member"/>; per picture <see cref="BeginImage"/>, members and base64 or URL in any order,
/// <see cref="EndImage"/>; at last <see cref="Complete"/> or, where the form allows it, <see cref="Fail"/>.
/// </summary>
/// <param name="tally">Counts the events.</param>
/// <param name="output">The output into which <paramref name="form"/> writes.</param>
/// <param name="form">Writes the events.</param>
public sealed partial class ImageSink(AnswerTally tally, PooledBuffer output, AnswerForm form)
{
    private readonly ImageProbe _probe = tally.Probe;
    private readonly AnswerValues _values = new(tally.Context);
    private Base64Encoder _encoder;
    private UsageSum? _usageSum;
    private Base64Beginning _beginning;
    private Base64Text _base64;
    private int _callsLeft = 1;
    private CallSeed? _seed;

    /// <summary>Who serves the call, what the client asked for, and what differs.</summary>
    public AnswerContext Context => tally.Context;
    /// <summary>The bytes for the client; the sender removes them from the front.</summary>
    public PooledBuffer Output => output;
    /// <summary>True once the first byte of a picture (or its URL) has been written: from then on status 200 is correct.</summary>
    public bool HasImage { get; private set; }
    /// <summary>True between a picture's beginning and its end.</summary>
    public bool InImage { get; private set; }
    /// <summary>True inside a picture that comes as base64: the next bytes most likely go to the client unchanged.</summary>
    public bool InBase64 { get; private set; }
    /// <inheritdoc cref="AnswerTally.Images"/>
    public int Images => tally.Images;
    /// <inheritdoc cref="AnswerTally.Partials"/>
    public int Partials => tally.Partials;
    /// <inheritdoc cref="AnswerTally.Base64Length"/>
    public long Base64Length => tally.Base64Length;
    /// <inheritdoc cref="AnswerTally.PictureBytes"/>
    public long PictureBytes => tally.PictureBytes;
    /// <inheritdoc cref="AnswerTally.Usage"/>
    public TokenUsage? Usage => tally.Usage;
    /// <inheritdoc cref="AnswerTally.Cost"/>
    internal Cost Cost => tally.Cost;
    /// <summary>What the answer costs in the end, when that is certain by now; null while it is not.</summary>
    internal Cost? FinalCost => _callsLeft <= 0 ? tally.Cost : Context.Pricing?.Foresee(tally);
    /// <summary>
    /// The latest progress that the provider reported for coming pictures; null when the client has been told or a picture has come.
    /// </summary>
    public WorkProgress? PendingProgress { get; private set; }
    /// <summary>True when this answer expects no further call.</summary>
    public bool IsLastCall => _callsLeft <= 1;
    /// <inheritdoc cref="AnswerForm.AtBoundary"/>
    public bool AtBoundary => form.AtBoundary;

    /// <summary>A member of the whole answer, such as <c>created</c> or <c>usage</c>.</summary>
    /// <param name="name">Unescaped name.</param>
    /// <param name="json">Raw value.</param>
    public void Member(string name, ReadOnlySpan<byte> json)
    {
        var value = _values.Check(name, json, isEvent: Context.Request.Stream);
        if (value.IsEmpty)
            return;
        if (name == "usage")
            tally.ReadUsage(value);
        if (name == "usage" && _usageSum is not null)
        {
            _usageSum.Add(value);
            return;
        }
        if (name == "seed" && _seed?.TryReport(value) == true)
            return;
        EndBase64();
        form.Member(name, value);
    }

    /// <summary>
    /// The provider says what one call costs, outside of <c>usage</c>. A figure that no call can cost is ignored; so is a negative one.
    /// </summary>
    /// <param name="usd">US dollars.</param>
    public void TellCost(decimal usd) => tally.TellCost(usd);

    /// <summary>
    /// Announces, before any other event, that this answer combines several calls. Each call ends with <see cref="Complete"/> or
    /// <see cref="FailCall"/>, and their usage is summed.
    /// </summary>
    public void ExpectCalls(int count)
    {
        _callsLeft = count;
        if (count > 1)
            _usageSum = new UsageSum();
    }

    /// <summary>The next events are the answer of one leg; called before each of them.</summary>
    /// <param name="seed">The seed of the leg's call; null when there is one call.</param>
    internal void BeginTurn(CallSeed? seed)
    {
        _seed = seed;
        tally.EndLeg();
    }

    /// <summary>A picture begins.</summary>
    public void BeginImage(ImageKind kind)
    {
        form.BeginImage(kind);
        tally.BeginImage(kind);
        _beginning.Begin();
        _base64 = default;
        if (_keeper is not null)
            BeginKeeping(kind);
        InImage = true;
        // The picture itself supersedes the reported progress.
        PendingProgress = null;
    }

    /// <summary>A member that belongs to the picture.</summary>
    public void ImageMember(string name, ReadOnlySpan<byte> json)
    {
        var value = _values.Check(name, json, isEvent: Context.Request.Stream);
        if (value.IsEmpty)
            return;
        EndBase64();
        Note(name, value);
        form.ImageMember(name, value);
    }

    /// <summary>
    /// A member of a stream's event, which may describe the picture or the whole answer. A form without events puts <c>usage</c> and similar
    /// members where they belong.
    /// </summary>
    public void EventMember(string name, ReadOnlySpan<byte> json)
    {
        var value = _values.Check(name, json, isEvent: true);
        if (value.IsEmpty)
            return;
        EndBase64();
        Note(name, value);
        form.EventMember(name, value);
    }

    /// <summary>A member was left out because it exceeds a reader's bounds.</summary>
    public void TooLarge(string name) => Context.Warn(new ImageWarning(
        "member_too_large", $"The answer's member '{ShortText.Cut(name)}' was left out: it is too large."));

    /// <summary>The provider reports that it is at work. A client of a stream gets a comment.</summary>
    /// <param name="completed">Steps done; null when the provider does not count them.</param>
    /// <param name="total">All steps; null when the provider does not tell.</param>
    public void Progress(int? completed = null, int? total = null) => PendingProgress = new WorkProgress(completed, total);

    /// <summary>Returns the progress that the client has not been told yet, and clears it.</summary>
    public WorkProgress? TakeProgress()
    {
        var progress = PendingProgress;
        PendingProgress = null;
        return progress;
    }

    /// <summary>The picture ends.</summary>
    /// <param name="kind">Its kind, when it was unknown at the start.</param>
    /// <param name="whole">True when all members of the picture have come; false when members of the whole answer may follow that belong to it (a
    /// JSON document has usage and size after its pictures).</param>
    /// <exception cref="PictureFormatException">Its base64 has ended inside.</exception>
    public void EndImage(ImageKind kind, bool whole)
    {
        if (_beginning.IsOpen && _beginning.End())
            PassBase64(_beginning.Held);
        EndBase64();
        Span<byte> padded = stackalloc byte[4];
        if (_encoder.Finish(padded) is > 0 and var written)
            Encoded(padded[..written]);
        if (_kept is not null)
            EndKeeping(kind);
        InImage = false;
        if (_seed is not null && kind != ImageKind.Partial)
            Context.AddSeed(tally.ImageSeed ?? _seed);
        tally.EndImage(kind);
        form.EndImage(kind, whole);
    }

    /// <summary>A call's answer is complete; with the last call the whole answer is complete.</summary>
    public void Complete()
    {
        tally.EndCall();
        Leave();
    }

    /// <summary>One of several calls failed while others may still bring pictures.</summary>
    public void FailCall(ImageError error)
    {
        Context.Warn(new ImageWarning(
            "partial_failure", $"One of the calls failed ({error.Status} {error.Type ?? error.Code}): {ShortText.Cut(error.Message)}"));
        tally.EndLeg();
        Leave();
    }

    /// <summary>Writes a failure inside an answer that has already begun.</summary>
    /// <returns>False when the form has no place for it. The connection must then be broken, so that no client takes the incomplete answer for a
    /// complete one.</returns>
    public bool Fail(ImageError error) => form.Fail(Context.Report(error));

    // One call less is to come.
    private void Leave()
    {
        if (--_callsLeft <= 0)
            End();
        else
            form.EndCall();
    }

    private void End()
    {
        if (_usageSum?.ToJson() is { } usage)
        {
            form.Member("usage", usage);
        }
        tally.End();
        form.End();
    }

    private void Note(string name, ReadOnlySpan<byte> json)
    {
        if (name == "usage")
            tally.ReadUsage(json);
        else if (name == "seed" && _seed is not null)
            tally.ImageSeed = CallSeed.Read(json);
    }
}
