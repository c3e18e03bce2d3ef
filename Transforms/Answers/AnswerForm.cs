using System.Buffers.Text;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// One output form of an answer: how a dialect writes members, pictures and a late failure. An <see cref="ImageSink"/> calls it in the order of
/// events and keeps the tally; a form only writes.
/// </summary>
/// <param name="tally">The counts of the answer so far.</param>
/// <param name="output">Receives the bytes. The sink encodes a picture's bytes straight into it while <see cref="IsBase64Open"/>.</param>
public abstract class AnswerForm(AnswerTally tally, PooledBuffer output)
{
    /// <summary>True between two events or two pictures, where a heartbeat may be written.</summary>
    public virtual bool AtBoundary => false;
    /// <summary>True when more base64 of the picture may follow directly after the bytes in the output.</summary>
    public abstract bool IsBase64Open { get; }

    /// <summary>The counts of the answer so far.</summary>
    protected AnswerTally Tally { get; } = tally;
    /// <summary>Who serves the call, what the client asked for, and what differs.</summary>
    protected AnswerContext Context => Tally.Context;
    /// <summary>The bytes for the client.</summary>
    protected PooledBuffer Output { get; } = output;

    /// <summary>A member of the whole answer.</summary>
    public abstract void Member(string name, ReadOnlySpan<byte> json);
    /// <summary>A picture begins. The tally still describes the picture before it; the form now writes what it held back of that one.</summary>
    public abstract void BeginImage(ImageKind kind);
    /// <summary>A member that belongs to a picture.</summary>
    public abstract void ImageMember(string name, ReadOnlySpan<byte> json);
    /// <summary>A member of an event that holds a picture.</summary>
    public virtual void EventMember(string name, ReadOnlySpan<byte> json) => ImageMember(name, json);
    /// <summary>A slice of a picture's base64, ready for a JSON string; the first slice opens the member.</summary>
    public abstract void Base64(ReadOnlySpan<byte> slice);
    /// <summary>The picture's base64, which follows, goes out as a data URL where the form has a place for one.</summary>
    internal virtual void KeepDataUrl()
    {
    }

    /// <summary>A picture's address.</summary>
    public abstract void Url(ReadOnlySpan<byte> rawString);
    /// <summary>
    /// A picture is kept elsewhere: its address stands here once it is known. It ends afterwards. A form without a place for one ignores it.
    /// </summary>
    internal virtual void Kept(KeptPicture picture)
    {
    }

    /// <summary>A picture ends; the tally has already counted it.</summary>
    public abstract void EndImage(ImageKind kind, bool whole);
    /// <summary>One of several calls ends. Its members belong to its own pictures, and nothing of them is held back for the other calls.</summary>
    public virtual void EndCall()
    {
    }

    /// <summary>The answer ends.</summary>
    public abstract void End();
    /// <summary>Writes a failure inside an answer that has already begun; false when the form has no place for it.</summary>
    public abstract bool Fail(FailureReport report);

    /// <summary>Copies bytes to the output.</summary>
    protected void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Output.GetSpan(bytes.Length));
        Output.Advance(bytes.Length);
    }

    /// <summary>Writes <c>"name":value</c>.</summary>
    protected void WriteProperty(string name, ReadOnlySpan<byte> json)
    {
        JsonText.WriteString(Output, name);
        Write(":"u8);
        Write(json);
    }

    /// <summary>Writes <c>"name":"value"</c>.</summary>
    protected void WriteText(string name, string value)
    {
        JsonText.WriteString(Output, name);
        Write(":"u8);
        JsonText.WriteString(Output, value);
    }

    /// <summary>Writes a number.</summary>
    protected void WriteNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Output.GetSpan(20), out var written);
        Output.Advance(written);
    }
}
