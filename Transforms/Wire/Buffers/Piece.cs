namespace Iris.Transforms.Wire.Buffers;

/// <summary>
/// Memory for the next bytes of a provider's answer. Only <see cref="AnswerOutput.TakePiece"/> creates one, and the output keeps owning it: the
/// caller fills <see cref="Room"/> and lends the piece (<see cref="AnswerOutput.Lend"/>).
/// </summary>
internal readonly struct Piece
{
    private readonly byte[]? _rented;

    private Piece(Memory<byte> room, byte[]? rented) => (Room, _rented) = (room, rented);

    /// <summary>The memory to read into; empty when there is no piece.</summary>
    public Memory<byte> Room { get; }

    /// <summary>True when the room is the memory that the client's writer returns next: bytes that stay there are not copied.</summary>
    internal bool IsClients => _rented is null && !Room.IsEmpty;

    /// <summary>The array to return to the pool; null when the memory is the client's.</summary>
    internal byte[]? Rented => _rented;

    /// <summary>A piece in rented memory.</summary>
    internal static Piece OfPool(byte[] rented, int size) => new(rented.AsMemory(0, size), rented);

    /// <summary>A piece in the memory of the client's writer.</summary>
    internal static Piece OfClient(Memory<byte> room) => new(room, null);
}
