using System.Buffers.Text;
using SkiaSharp;

namespace Iris.Sandbox;

/// <summary>
/// An answer's body, made while it is read: a picture is drawn when the reader gets to it, and its base64 is written straight into the
/// reader's buffer. One reader at a time, forward only.
/// </summary>
internal sealed class SandboxStream(IReadOnlyList<SandboxStep> steps, TimeProvider time) : Stream
{
    // Base64 turns groups of three bytes into four characters; a reader with less room than a group gets it from here in parts.
    private readonly byte[] _group = new byte[4];
    private int _groupStart;
    private int _groupEnd;

    private int _next;
    private ReadOnlyMemory<byte> _text;
    private SKData? _file;
    private int _fileRead;
    private long _charactersLeft;
    private bool _cut;
    private bool _closed;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc />
    /// <exception cref="IOException">The suffix <c>cut=</c> ends the body here.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        // A proxy waits for data with a read of zero bytes; nothing may be consumed by it.
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            var written = Fill(buffer.Span);
            if (written > 0)
                return written;
            if (!await AdvanceAsync(cancellationToken).ConfigureAwait(false))
                return 0;
        }
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
            _closed = true;
        }
        base.Dispose(disposing);
    }

    /// <summary>Writes what is at hand; 0 when the next step is due.</summary>
    private int Fill(Span<byte> target)
    {
        if (!_text.IsEmpty)
        {
            var count = Math.Min(target.Length, _text.Length);
            _text.Span[..count].CopyTo(target);
            _text = _text[count..];
            return count;
        }
        return _file is null ? 0 : WriteBase64(target);
    }

    private int WriteBase64(Span<byte> target)
    {
        if (target.Length > _charactersLeft)
            target = target[..(int)_charactersLeft];
        if (target.IsEmpty)
            return 0;
        var written = FlushGroup(target);
        if (written > 0)
            return written;

        var rest = _file!.AsSpan()[_fileRead..];
        if (target.Length >= _group.Length)
        {
            // Whole groups as long as there is room; only the file's own end may be padded.
            var fit = Math.Min(rest.Length, target.Length / 4 * 3);
            Base64.EncodeToUtf8(rest[..fit], target, out var consumed, out written, isFinalBlock: fit == rest.Length);
            _fileRead += consumed;
            _charactersLeft -= written;
            return written;
        }
        var group = Math.Min(rest.Length, 3);
        Base64.EncodeToUtf8(rest[..group], _group, out _, out _groupEnd);
        (_groupStart, _fileRead) = (0, _fileRead + group);
        return FlushGroup(target);
    }

    private int FlushGroup(Span<byte> target)
    {
        var count = Math.Min(target.Length, _groupEnd - _groupStart);
        _group.AsSpan(_groupStart, count).CopyTo(target);
        _groupStart += count;
        _charactersLeft -= count;
        return count;
    }

    /// <summary>Takes the next step; false at the end.</summary>
    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellation)
    {
        if (_cut)
            throw new IOException("The sandbox cut the answer, as the model's suffix asks for.");
        Drop();
        if (_next >= steps.Count)
            return false;
        switch (steps[_next])
        {
            case SandboxStep.Text text:
                _text = text.Utf8;
                break;
            case SandboxStep.Pause pause:
                await Task.Delay(pause.Length, time, cancellation).ConfigureAwait(false);
                break;
            case SandboxStep.Drawing drawing:
                _file = await SandboxPainter.PaintAsync(drawing.What, drawing.Coarseness, cancellation).ConfigureAwait(false);
                var characters = (_file.Size + 2) / 3 * 4;
                _charactersLeft = drawing.Cut is { } percent ? characters * percent / 100 : characters;
                _cut = drawing.Cut is not null;
                break;
        }
        // Only now: a step whose wait was cancelled is taken again by the next read.
        _next++;
        return true;
    }

    private void Drop()
    {
        _file?.Dispose();
        (_file, _fileRead, _groupStart, _groupEnd) = (null, 0, 0, 0);
    }
}
