namespace Iris.Transforms.Wire.Buffers;

/// <summary>
/// Memory that the next bytes of a provider's answer are read into. Only <see cref="AnswerOutput.TakePiece"/> gives one, and it stays that
/// output's: whoever reads fills <see cref="Room"/> and lends it (<see cref="AnswerOutput.Lend"/>).
/// </summary>
internal readonly struct Piece
{
    private readonly byte[]? _rented;

    private Piece(Memory<byte> room, byte[]? rented) => (Room, _rented) = (room, rented);

    /// <summary>Where to read to; empty for no piece.</summary>
    public Memory<byte> Room { get; }

    /// <summary>True where the room is the very memory that the client's writer gives next: what stays there need not be copied.</summary>
    internal bool IsClients => _rented is null && !Room.IsEmpty;

    /// <summary>The array to give back; null where there is none.</summary>
    internal byte[]? Rented => _rented;

    /// <summary>A piece in rented memory.</summary>
    internal static Piece OfPool(byte[] rented, int size) => new(rented.AsMemory(0, size), rented);

    /// <summary>A piece in the memory of the client's writer.</summary>
    internal static Piece OfClient(Memory<byte> room) => new(room, null);
}
