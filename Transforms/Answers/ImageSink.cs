using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

/// <summary>What a picture is to the client.</summary>
public enum ImageKind
{
    /// <summary>A finished picture.</summary>
    Final,
    /// <summary>A preview of a picture still being made.</summary>
    Partial,
    /// <summary>Not known yet: the provider says it only after the picture.</summary>
    Unknown,
}

/// <summary>
/// Receives an answer as events and writes one output form into <see cref="Output"/>. Base64 flows through in slices;
/// every other value is small, bounded by its reader, and handed over as raw JSON.
/// The order of calls: any number of <see cref="Member"/>; per picture <see cref="BeginImage"/>, members and base64 or
/// URL in any order, <see cref="EndImage"/>; at last <see cref="Complete"/> or, where the form allows it,
/// <see cref="Fail"/>.
/// </summary>
public abstract class ImageSink(AnswerContext context, PooledBuffer output)
{
    private readonly ImageProbe _probe = new();
    private Base64Encoder _encoder;
    private UsageSum? _usageSum;
    private int _callsLeft = 1;
    private bool _gotUrl;

    /// <summary>Who serves, what was asked, what went otherwise.</summary>
    public AnswerContext Context { get; } = context;
    /// <summary>Bytes for the client, taken from the front by whoever sends them.</summary>
    public PooledBuffer Output { get; } = output;
    /// <summary>True once the first byte of a picture (or its URL) has been written: from then on 200 is honest.</summary>
    public bool HasImage { get; private set; }
    /// <summary>True between a picture's beginning and its end.</summary>
    public bool InImage { get; private set; }
    /// <summary>True inside a picture that comes as base64: what comes next most likely goes on to the client as it is.</summary>
    public bool IsPassing { get; private set; }
    /// <summary>Finished pictures so far.</summary>
    public int Images { get; private set; }
    /// <summary>Partial pictures so far.</summary>
    public int Partials { get; private set; }
    /// <summary>Base64 characters of finished pictures so far.</summary>
    public long Base64Length { get; private set; }
    /// <summary>Token counts, when the provider gave them.</summary>
    public TokenUsage? Usage { get; private set; }
    /// <summary>What the provider has said last of its work on pictures to come; null when nobody has yet to be told.</summary>
    public WorkProgress? PendingProgress { get; private set; }
    /// <summary>True when no other call of this answer is to come.</summary>
    public bool IsLastCall => _callsLeft <= 1;
    /// <summary>True between two events, where a comment may be put on the wire.</summary>
    public virtual bool AtBoundary => false;

    /// <summary>The kind of the picture under way.</summary>
    protected ImageKind Kind { get; private set; }
    /// <summary>The picture under way, as its first bytes describe it.</summary>
    protected ImageProbe Probe => _probe;

    /// <summary>A member of the whole answer, such as <c>created</c> or <c>usage</c>.</summary>
    /// <param name="name">Unescaped name.</param>
    /// <param name="json">Raw value.</param>
    public void Member(string name, ReadOnlySpan<byte> json)
    {
        if (name == "usage" && _usageSum is not null)
        {
            _usageSum.Add(json);
            return;
        }
        if (name == "usage")
            Usage = TokenUsage.Read(json) ?? Usage;
        WriteMember(name, json);
    }

    /// <summary>
    /// Says, before anything else, that this answer is put together from several calls: each ends with
    /// <see cref="Complete"/> or <see cref="FailCall"/>, and their usage is summed.
    /// </summary>
    public void ExpectCalls(int count)
    {
        _callsLeft = count;
        if (count > 1)
            _usageSum = new UsageSum();
    }

    /// <summary>A picture begins.</summary>
    public void BeginImage(ImageKind kind)
    {
        WritePreviousRest();
        Kind = kind;
        _probe.Reset();
        _gotUrl = false;
        InImage = true;
        // A picture says more than what was said about it.
        PendingProgress = null;
        WriteImageStart();
    }

    /// <summary>A member that stands beside the picture.</summary>
    public void ImageMember(string name, ReadOnlySpan<byte> json)
    {
        if (name == "usage")
            Usage = TokenUsage.Read(json) ?? Usage;
        WriteImageMember(name, json);
    }

    /// <summary>
    /// A member of a stream's event, which may describe the picture or the whole answer: a form without events puts
    /// <c>usage</c> and its like where they belong.
    /// </summary>
    public void EventMember(string name, ReadOnlySpan<byte> json)
    {
        if (name == "usage")
            Usage = TokenUsage.Read(json) ?? Usage;
        WriteEventMember(name, json);
    }

    /// <summary>A member that had to be left out because it exceeds a reader's bounds.</summary>
    public void TooLarge(string name) => Context.Warn(new ImageWarning(
        "member_too_large", $"The answer's member '{ShortText.Cut(name)}' was left out: it is too large."));

    /// <summary>The provider says that it is at work: a client that watches a stream is told by a comment.</summary>
    /// <param name="completed">Steps done; null where it does not count.</param>
    /// <param name="total">Steps in all; null where it does not say.</param>
    public void Progress(int? completed = null, int? total = null) => PendingProgress = new WorkProgress(completed, total);

    /// <summary>Takes what has yet to be told.</summary>
    public WorkProgress? TakeProgress()
    {
        var progress = PendingProgress;
        PendingProgress = null;
        return progress;
    }

    /// <summary>A piece of the picture, base64 as it may stand in a JSON string.</summary>
    public void Base64(ReadOnlySpan<byte> slice)
    {
        if (slice.IsEmpty)
            return;
        if (!_probe.IsDecided)
            _probe.FeedBase64(slice);
        IsPassing = true;
        Encoded(slice);
    }

    /// <summary>A piece of the picture as it is, for providers that send bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (!_probe.IsDecided)
            _probe.Feed(bytes);
        IsPassing = false;
        Span<byte> head = stackalloc byte[(Base64Encoder.HeadBytes / 3 * 4) + 4];
        while (!bytes.IsEmpty)
        {
            var written = _encoder.EncodeHead(ref bytes, head);
            if (written > 0)
                Encoded(head[..written]);
            if (IsBase64Open && !bytes.IsEmpty)
                Count(_encoder.EncodeRest(ref bytes, Output));
        }
    }

    /// <summary>The picture's address.</summary>
    /// <param name="rawString">The content of a JSON string, still escaped, without its quotes.</param>
    public void Url(ReadOnlySpan<byte> rawString)
    {
        HasImage = true;
        _gotUrl = true;
        WriteUrl(rawString);
    }

    /// <summary>The picture ends.</summary>
    /// <param name="kind">Its kind, where it was not known at the start.</param>
    /// <param name="whole">True when everything about it has been said; false when members of the whole answer may
    /// follow that belong to it (a JSON document carries usage and size after its pictures).</param>
    public void EndImage(ImageKind kind, bool whole)
    {
        IsPassing = false;
        Span<byte> padded = stackalloc byte[4];
        if (_encoder.Finish(padded) is > 0 and var written)
            Encoded(padded[..written]);
        Kind = kind;
        InImage = false;
        if (kind == ImageKind.Partial)
            Partials++;
        else
            EndFinal();
        WriteImageEnd(whole);
    }

    /// <summary>A call's answer is whole; with the last one the whole answer is.</summary>
    public void Complete()
    {
        if (--_callsLeft <= 0)
            End();
        else
            WriteCallEnd();
    }

    /// <summary>One of several calls has failed while others may still deliver.</summary>
    public void FailCall(ImageError error)
    {
        Context.Warn(new ImageWarning(
            "partial_failure", $"One of the calls failed ({error.Status} {error.Type ?? error.Code}): {ShortText.Cut(error.Message)}"));
        Complete();
    }

    private void End()
    {
        if (_usageSum?.ToJson() is { } usage)
        {
            Usage = TokenUsage.Read(usage);
            WriteMember("usage", usage);
        }
        var asked = Context.Request.Count;
        if (Images < asked)
        {
            Context.Warn(new ImageWarning(
                "fewer_images", $"The provider returned {Images} of {asked} images.", "n", asked.ToString(), Images.ToString()));
        }
        else if (Images > asked)
        {
            Context.Warn(new ImageWarning(
                "more_images", $"The provider returned {Images} images where {asked} were asked for.", "n", asked.ToString(), Images.ToString()));
        }
        WriteEnd();
    }

    /// <summary>
    /// Tells a failure inside an answer that has already begun.
    /// </summary>
    /// <returns>False when the form has no place for it: then the connection must be broken, so that nobody takes the
    /// torn answer for a whole one.</returns>
    public abstract bool Fail(ImageError error);

    /// <summary>Writes a member of the whole answer.</summary>
    protected abstract void WriteMember(string name, ReadOnlySpan<byte> json);
    /// <summary>Another picture begins: the last moment at which the one before is known, where it was not ended as whole.</summary>
    protected virtual void WritePreviousRest()
    {
    }

    /// <summary>One of several calls has ended: what it has said belongs to its own pictures, and nothing of them is held back for the others.</summary>
    protected virtual void WriteCallEnd()
    {
    }

    /// <summary>Writes what stands before a picture.</summary>
    protected abstract void WriteImageStart();
    /// <summary>Writes a member beside a picture.</summary>
    protected abstract void WriteImageMember(string name, ReadOnlySpan<byte> json);
    /// <summary>Writes a member of an event that holds a picture.</summary>
    protected virtual void WriteEventMember(string name, ReadOnlySpan<byte> json) => WriteImageMember(name, json);
    /// <summary>Writes a slice of a picture; the first one opens the member.</summary>
    protected abstract void WriteBase64(ReadOnlySpan<byte> slice);
    /// <summary>True when more of the picture may be written behind what stands in <see cref="Output"/>.</summary>
    protected abstract bool IsBase64Open { get; }
    /// <summary>Writes a picture's address.</summary>
    protected abstract void WriteUrl(ReadOnlySpan<byte> rawString);
    /// <summary>Writes what stands behind a picture.</summary>
    protected abstract void WriteImageEnd(bool whole);
    /// <summary>Writes the end of the answer.</summary>
    protected abstract void WriteEnd();

    /// <summary>Copies bytes to the output.</summary>
    protected void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Output.GetSpan(bytes.Length));
        Output.Advance(bytes.Length);
    }

    /// <summary>Passes a large piece on, without a copy where that can be.</summary>
    protected void Pass(ReadOnlySpan<byte> bytes) => Output.Pass(bytes);

    /// <summary>Writes <c>"name":value</c>.</summary>
    protected void WriteProperty(string name, ReadOnlySpan<byte> json)
    {
        JsonText.WriteString(Output, name);
        Write(":"u8);
        Write(json);
    }

    private void Encoded(ReadOnlySpan<byte> base64)
    {
        HasImage = true;
        Count(base64.Length);
        WriteBase64(base64);
    }

    private void Count(long base64)
    {
        if (Kind != ImageKind.Partial)
            Base64Length += base64;
    }

    private void EndFinal()
    {
        Images++;
        CompareWithAsked();
        CompareForm();
    }

    // Compares the real picture with the request: a picture of another size or format must not pass in silence.
    private void CompareWithAsked()
    {
        var request = Context.Request;
        if (request.Size is { IsAuto: false } size && _probe.Width > 0 && (size.Width, size.Height) != (_probe.Width, _probe.Height))
        {
            Context.Warn(new ImageWarning(
                "size_mismatch", "The provider returned another size than asked for.", "size", size.ToString(), $"{_probe.Width}x{_probe.Height}"));
        }
        if (request.OutputFormat is { } format && ImageProbe.Name(_probe.Format) is { } got && !IsSameFormat(format, got))
        {
            Context.Warn(new ImageWarning(
                "format_mismatch", "The provider returned another format than asked for.", "output_format", ShortText.Cut(format), got));
        }
    }

    // Whoever asked for one form and gets the other must be able to see why a member is missing.
    private void CompareForm()
    {
        var (asked, got) = (Context.Request.ResponseFormat, _gotUrl) switch
        {
            (ResponseForm.Base64, true) => ("b64_json", "url"),
            (ResponseForm.Url, false) when Context.UrlDelivery == UrlDelivery.Base64 => ("url", "b64_json"),
            _ => (null, null),
        };
        if (asked is null || Context.Warnings.Any(warning => warning.Code == "response_format_mismatch"))
            return;
        Context.Warn(new ImageWarning(
            "response_format_mismatch", $"The provider delivered the picture as {got}.", "response_format", asked, got));
    }

    private static bool IsSameFormat(string asked, string got) =>
        asked.Equals(got, StringComparison.OrdinalIgnoreCase)
        || (got == "jpeg" && asked.Equals("jpg", StringComparison.OrdinalIgnoreCase));
}
