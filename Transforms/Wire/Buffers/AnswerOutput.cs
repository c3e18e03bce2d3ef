using System.Buffers;

namespace Iris.Transforms.Wire.Buffers;

/// <summary>
/// Holds the bytes for the client, together with the piece of the provider's answer from which they come. Most of an answer is a picture's base64,
/// which is passed on unchanged. The output does not copy a large part of the piece into its buffer; it notes the part's place (a splice), and
/// <see cref="Send"/> copies it from there. A piece that was read into the client's own memory is already in its place.
/// </summary>
/// <remarks>
/// The output owns the piece from <see cref="TakePiece"/> to its release, and each step returns what the next one needs:
/// <code>
/// TakePiece ─► read into its Room ─► Lend ─► the codec reads and writes ─► Send           all bytes go to the client, the piece is released
///                                                                        └ ReleasePiece   nothing of the piece was passed on
/// </code>
/// </remarks>
/// <param name="pool">The pool of pieces and arrays; the shared pool when null.</param>
internal sealed partial class AnswerOutput(ArrayPool<byte>? pool = null) : PooledBuffer(pool)
{
    /// <summary>
    /// The size of a piece in bytes: half the size costs 40 % more, twice the size saves nothing (docs/performance.md, "What was tried").
    /// </summary>
    public const int PieceSize = 64 * 1024;

    // One page. A smaller splice would cost an extra write and save a copy of some hundred nanoseconds.
    private const int LeastSplice = 4096;

    private readonly record struct Splice(int At, int Offset, int Length);

    private List<Splice>? _splices;
    private Piece _piece;
    // The number of lent bytes; 0 before the piece has been read into.
    private int _lent;
    private IBufferWriter<byte>? _client;

    /// <summary>True when no bytes wait to be sent.</summary>
    public bool IsEmpty => Count == 0 && _splices is not { Count: > 0 } && !HasDeferred;

    /// <summary>Bytes written to the client since <see cref="BeginFlush"/>.</summary>
    public int Unflushed { get; private set; }

    /// <summary>
    /// Sets the client. From now on <see cref="Send"/> writes to it, and large blocks go to it at once, after all bytes that wait.
    /// </summary>
    public void Connect(IBufferWriter<byte> client) => _client = client;

    /// <summary>Takes a piece to read into. Returns the same piece until it is released.</summary>
    /// <param name="inClient">True to use the client's own memory once there is a client.</param>
    public Piece TakePiece(bool inClient)
    {
        if (!_piece.Room.IsEmpty)
            return _piece;
        if (inClient && ReadsIntoClient && _client is not null)
        {
            var room = _client.GetMemory(MostBlock);
            _piece = Piece.OfClient(room.Length > PieceSize ? room[..PieceSize] : room);
        }
        else
        {
            _piece = Piece.OfPool(Pool.Rent(PieceSize), PieceSize);
        }
        return _piece;
    }

    /// <summary>Lends the piece: until it is released, <see cref="Pass"/> passes large parts of it on without a copy.</summary>
    /// <param name="piece">The piece that <see cref="TakePiece"/> returned.</param>
    /// <param name="count">The number of bytes that were read into it.</param>
    /// <returns>The bytes that were read.</returns>
    /// <exception cref="InvalidOperationException">The piece has been released.</exception>
    public ReadOnlySpan<byte> Lend(Piece piece, int count)
    {
        if (!piece.Room.Equals(_piece.Room))
            throw new InvalidOperationException("The piece has been released.");
        _lent = count;
        return Lent;
    }

    /// <summary>Writes all waiting bytes to the client, in order, and releases the piece. No part is deferred then.</summary>
    /// <exception cref="InvalidOperationException">There is no client yet.</exception>
    public void Send()
    {
        SendTo(_client ?? throw new InvalidOperationException("There is no client yet."));
        ReleasePiece();
    }

    /// <summary>Releases the piece, of which nothing was passed on, and a large empty buffer. Does nothing without a piece.</summary>
    /// <exception cref="InvalidOperationException">Something was passed on and has not been sent.</exception>
    public void ReleasePiece()
    {
        if (_piece.Room.IsEmpty)
            return;
        if (_splices is { Count: > 0 })
            throw new InvalidOperationException("A part of the piece waits to be sent.");
        DropPiece();
        Trim();
    }

    /// <summary>Starts a flush: bytes written before are no longer counted.</summary>
    public void BeginFlush() => Unflushed = 0;

    /// <inheritdoc/>
    public override void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= LeastSplice && Lent.Overlaps(bytes, out var offset) && offset >= 0 && MayStay(offset))
            (_splices ??= []).Add(new Splice(Count, offset, bytes.Length));
        else
            base.Pass(bytes);
    }

    /// <inheritdoc/>
    public override Span<byte> GetBlock(int size)
    {
        if (!IsDirect)
            return GetSpan(size);
        if (!IsEmpty)
            SendTo(_client!);
        return _client!.GetSpan(size);
    }

    /// <inheritdoc/>
    public override void AdvanceBlock(int count)
    {
        if (IsDirect)
            AdvanceClient(_client!, count);
        else
            Advance(count);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        _splices?.Clear();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        DropPiece();
        DropDeferred();
        _splices = null;
        base.Dispose(disposing);
    }

    private ReadOnlySpan<byte> Lent => _piece.Room.Span[.._lent];

    // While the client's memory holds bytes that the codec has not read yet, nothing may be written there.
    private bool IsLentByClient => _piece.IsClients && _lent > 0;

    private bool IsDirect => _client is not null && !IsLentByClient && !HasDeferred;

    // In the client's memory only the piece's beginning is in its place. Other parts are copied, because what is written in front of them needs
    // their room.
    private bool MayStay(int offset) => !IsLentByClient || (offset == 0 && IsEmpty);

    private void DropPiece()
    {
        if (_piece.Rented is { } rented)
            Pool.Return(rented);
        _piece = default;
        _lent = 0;
    }

    private void SendTo(IBufferWriter<byte> client)
    {
        var written = WrittenSpan;
        if (IsLentByClient && _splices is [var inPlace])
        {
            AdvanceClient(client, inPlace.Length);
            _splices.Clear();
        }
        var sent = 0;
        for (var i = 0; i < _splices?.Count; i++)
        {
            var splice = _splices[i];
            Copy(written[sent..splice.At], client);
            Copy(Lent.Slice(splice.Offset, splice.Length), client);
            sent = splice.At;
        }
        Copy(written[sent..], client);
        Clear();
    }

    // Copies in large parts: without a size hint a pipe's writer returns one page at a time.
    private void Copy(ReadOnlySpan<byte> bytes, IBufferWriter<byte> client)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, MostBlock)];
            part.CopyTo(client.GetSpan(part.Length));
            AdvanceClient(client, part.Length);
            bytes = bytes[part.Length..];
        }
    }

    private void AdvanceClient(IBufferWriter<byte> client, int count)
    {
        client.Advance(count);
        Unflushed += count;
    }
}
