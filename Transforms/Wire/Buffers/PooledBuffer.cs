using System.Buffers;

namespace Iris.Transforms.Wire.Buffers;

/// <summary>
/// A growable byte buffer that is written at the end and drained from the front, on memory rented from an <see cref="ArrayPool{T}"/>.
/// Not thread-safe. After disposal everything but <see cref="Dispose()"/> and <see cref="Trim"/> throws <see cref="ObjectDisposedException"/>,
/// because the array may already belong to someone else.
/// </summary>
public class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>
    /// The largest block, in bytes, to ask of a writer: a server's pipe rents a power of two and frames its content, so that one block fits one
    /// part of 64 KiB and not two (docs/performance.md, "What was tried").
    /// </summary>
    public const int MostBlock = (64 * 1024) - 64;

    private const int FirstRent = 4096;
    private const int MostKept = 2 * FirstRent;

    private byte[] _array = [];
    private int _start;
    private int _end;
    private bool _disposed;

    /// <summary>Creates an empty buffer; nothing is rented before the first write.</summary>
    /// <param name="pool">The pool of arrays; the shared pool when null.</param>
    public PooledBuffer(ArrayPool<byte>? pool = null) => Pool = pool ?? ArrayPool<byte>.Shared;

    /// <summary>The pool of arrays; not for use after disposal.</summary>
    protected ArrayPool<byte> Pool
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return field;
        }
    }

    /// <summary>Bytes written and not yet consumed.</summary>
    public int Count
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _end - _start;
        }
    }

    /// <summary>The bytes written and not yet consumed; valid until the next call that changes the buffer.</summary>
    public ReadOnlySpan<byte> WrittenSpan => WrittenMemory.Span;

    /// <inheritdoc cref="WrittenSpan"/>
    public ReadOnlyMemory<byte> WrittenMemory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _array.AsMemory(_start, _end - _start);
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - _end);
        _end += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _array.AsMemory(_end);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _array.AsSpan(_end);
    }

    /// <summary>Writes bytes after all others; a derived output that owns them may skip the copy.</summary>
    public virtual void Pass(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Returns room for a large block. <see cref="AdvanceBlock"/> must follow before anything else is written.</summary>
    /// <param name="size">The smallest room, in bytes.</param>
    public virtual Span<byte> GetBlock(int size) => GetSpan(size);

    /// <summary>Tells how much of the block's room was used.</summary>
    public virtual void AdvanceBlock(int count) => Advance(count);

    /// <summary>Whether a part waits whose text is not known yet.</summary>
    internal virtual bool HasDeferred => false;

    /// <summary>Writes a part after all others; a derived output may ask for its text later.</summary>
    internal virtual void Defer(DeferredPart part)
    {
        while (part.Write(this))
        {
            // The part writes on.
        }
    }

    /// <summary>Drops <paramref name="count"/> bytes from the front.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="Count"/>.</exception>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        _start += count;
        if (_start == _end)
            _start = _end = 0;
    }

    /// <summary>Drops everything; the rented array is kept for the next write.</summary>
    public virtual void Clear()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _start = _end = 0;
    }

    /// <summary>Returns a large array to its pool when it holds no bytes.</summary>
    public void Trim()
    {
        if (_start != _end || _array.Length <= MostKept)
            return;
        Return(_array);
        _array = [];
        _start = _end = 0;
    }

    /// <summary>Returns the array to its pool. May be called again.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns everything that was rented.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        Return(_array);
        _array = [];
        _start = _end = 0;
        _disposed = true;
    }

    private void MakeRoom(int sizeHint)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        int needed = Math.Max(sizeHint, 1);
        if (_array.Length - _end >= needed)
            return;

        int count = _end - _start;
        // Sliding pays only while it moves no more bytes than were consumed. Otherwise a long queue that is drained in small steps is copied over
        // and over.
        if (_start >= count && _array.Length - count >= needed)
        {
            _array.AsSpan(_start, count).CopyTo(_array);
        }
        else
        {
            long wanted = Math.Max((long)count + needed, Math.Min(Math.Max(FirstRent, 2L * count), Array.MaxLength));
            byte[] larger = Pool.Rent(checked((int)wanted));
            _array.AsSpan(_start, count).CopyTo(larger);
            Return(_array);
            _array = larger;
        }

        _start = 0;
        _end = count;
    }

    private void Return(byte[] array)
    {
        if (array.Length > 0)
            Pool.Return(array);
    }
}
