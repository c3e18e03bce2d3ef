using System.Buffers;

namespace Iris.Transforms.Wire.Buffers;

// Most of an answer is a picture's base64, passed on as it came. What stands in the piece just read is not copied: the buffer notes where it
// stands, and whoever sends it takes it from there. A piece that was read into the writer's own memory stands where it belongs already.
public sealed partial class PooledBuffer
{
    // Below this a copy is cheaper than a write of its own.
    private const int LeastLoan = 4096;

    /// <summary>The largest room that should be asked of a writer, in bytes: it rents a power of two, and frames what it holds.</summary>
    public const int MostBlock = (64 * 1024) - 64;

    private readonly record struct Loan(int At, int Offset, int Length);

    private List<Loan>? _loans;
    private ReadOnlyMemory<byte> _lender;
    private bool _isWriters;
    private IBufferWriter<byte>? _outlet;

    /// <summary>True when nothing waits to be sent.</summary>
    public bool IsEmpty => Count == 0 && _loans is not { Count: > 0 };

    /// <summary>
    /// From now on large parts of this memory are passed on by <see cref="Pass"/> without a copy; it must stay as it is until they have been
    /// sent (<see cref="SendTo"/>). Empty memory ends it.
    /// </summary>
    /// <param name="memory">What is about to be read.</param>
    /// <param name="isWriters">True when it begins what the writer that gets all this gave last, and has not yet been told to have been
    /// written.</param>
    public void Borrow(ReadOnlyMemory<byte> memory, bool isWriters = false)
    {
        _lender = memory;
        _isWriters = isWriters;
    }

    /// <summary>From now on large blocks go to this writer at once, behind all that waits.</summary>
    public void Connect(IBufferWriter<byte> outlet) => _outlet = outlet;

    /// <summary>Room for a large block, to be followed by <see cref="AdvanceBlock"/> before anything else is written.</summary>
    /// <param name="size">The least room, in bytes.</param>
    public Span<byte> GetBlock(int size)
    {
        if (Outlet is not { } outlet)
            return GetSpan(size);
        if (!IsEmpty)
            SendTo(outlet);
        return outlet.GetSpan(size);
    }

    /// <summary>Says how much of the room was used.</summary>
    public void AdvanceBlock(int count)
    {
        if (Outlet is { } outlet)
            outlet.Advance(count);
        else
            Advance(count);
    }

    // The writer's memory still holds what has yet to be read.
    private IBufferWriter<byte>? Outlet => _isWriters ? null : _outlet;

    /// <summary>Writes bytes behind all others; those that stand in borrowed memory are only noted.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= LeastLoan && _lender.Span.Overlaps(bytes, out var offset) && offset >= 0
            && (!_isWriters || StandsInPlace(offset)))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (_loans ??= []).Add(new Loan(Count, offset, bytes.Length));
            return;
        }
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    // In the writer's own memory only its beginning does. Whatever else is passed on has to get out of the way of what is written in front of it.
    private bool StandsInPlace(int offset) => offset == 0 && IsEmpty;

    /// <summary>Copies all that waits into a writer, in order, and keeps nothing.</summary>
    public void SendTo(IBufferWriter<byte> output)
    {
        if (_isWriters && _loans is [var inPlace])
        {
            output.Advance(inPlace.Length);
            _loans.Clear();
        }
        _isWriters = false;
        var written = WrittenSpan;
        var sent = 0;
        for (var i = 0; i < _loans?.Count; i++)
        {
            var loan = _loans[i];
            Copy(written[sent..loan.At], output);
            Copy(_lender.Span.Slice(loan.Offset, loan.Length), output);
            sent = loan.At;
        }
        Copy(written[sent..], output);
        _loans?.Clear();
        _start = _end = 0;
    }

    // In parts as large as can be: a writer that is asked for nothing in particular gives room by the page.
    private static void Copy(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, MostBlock)];
            part.CopyTo(output.GetSpan(part.Length));
            output.Advance(part.Length);
            bytes = bytes[part.Length..];
        }
    }
}
