using System.Buffers;

namespace Iris.Transforms.Wire.Buffers;

/// <summary>
/// What goes to the client, with the piece of the provider's answer that it comes from. Most of an answer is a picture's base64, passed on as
/// it came: a large part of the piece is not copied into the buffer, only its place is noted (a splice), and whoever sends takes it from there.
/// A piece that was read into the client's own memory stands where it belongs already.
/// </summary>
/// <remarks>
/// The output owns the piece from its taking to its release, and each step gives what the next one needs:
/// <code>
/// TakePiece ─► read into its Room ─► Lend ─► the codec reads and writes ─► Send           all goes to the client, the piece is released
///                                                                        └ ReleasePiece   nothing of it was passed on
/// </code>
/// </remarks>
/// <param name="pool">Where pieces and arrays come from; the shared pool when null.</param>
internal sealed class AnswerOutput(ArrayPool<byte>? pool = null) : PooledBuffer(pool)
{
    /// <summary>The size of a piece in bytes: half of it costs 40 % more, twice of it saves nothing (docs/performance.md, "What was tried").</summary>
    public const int PieceSize = 64 * 1024;

    // A page. A smaller part would be one more write to save a copy of some hundred nanoseconds.
    private const int LeastSplice = 4096;

    private readonly record struct Splice(int At, int Offset, int Length);

    private List<Splice>? _splices;
    private Piece _piece;
    // How much of the piece is lent; 0 before it has been read.
    private int _lent;
    private IBufferWriter<byte>? _client;

    /// <summary>True when nothing waits to be sent.</summary>
    public bool IsEmpty => Count == 0 && _splices is not { Count: > 0 };

    /// <summary>Bytes that the client's writer has got since <see cref="BeginFlush"/>.</summary>
    public int Unflushed { get; private set; }

    /// <summary>From now on there is a client: <see cref="Send"/> writes to it, and large blocks go to it at once, behind all that waits.</summary>
    public void Connect(IBufferWriter<byte> client) => _client = client;

    /// <summary>Takes a piece to read into; the same one until it is released.</summary>
    /// <param name="inClient">True to take the client's own memory where there is a client.</param>
    public Piece TakePiece(bool inClient)
    {
        if (!_piece.Room.IsEmpty)
            return _piece;
        if (inClient && _client is not null)
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

    /// <summary>From now on large parts of the piece are passed on by <see cref="Pass"/> without a copy, until it is released.</summary>
    /// <param name="piece">The piece taken.</param>
    /// <param name="count">How many bytes were read into it.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="InvalidOperationException">The piece has been released.</exception>
    public ReadOnlySpan<byte> Lend(Piece piece, int count)
    {
        if (!piece.Room.Equals(_piece.Room))
            throw new InvalidOperationException("The piece has been released.");
        _lent = count;
        return Lent;
    }

    /// <summary>Writes all that waits to the client, in order, and releases the piece.</summary>
    /// <exception cref="InvalidOperationException">There is no client yet.</exception>
    public void Send()
    {
        SendTo(_client ?? throw new InvalidOperationException("There is no client yet."));
        ReleasePiece();
    }

    /// <summary>Releases the piece, of which nothing was passed on, and what the buffer holds beyond its need. Does nothing without a piece.</summary>
    /// <exception cref="InvalidOperationException">Something was passed on and not sent.</exception>
    public void ReleasePiece()
    {
        if (_piece.Room.IsEmpty)
            return;
        if (_splices is { Count: > 0 })
            throw new InvalidOperationException("A part of the piece waits to be sent.");
        DropPiece();
        Trim();
    }

    /// <summary>A flush begins: what was written so far is no longer counted.</summary>
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
        _splices = null;
        base.Dispose(disposing);
    }

    private ReadOnlySpan<byte> Lent => _piece.Room.Span[.._lent];

    // The client's memory holds what has yet to be read: nothing may be written there before.
    private bool IsLentByClient => _piece.IsClients && _lent > 0;

    private bool IsDirect => _client is not null && !IsLentByClient;

    // In the client's memory only its beginning is in its place: all else has to make room for what is written in front of it.
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

    // In parts as large as can be: a writer that is asked for nothing in particular gives room by the page.
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
