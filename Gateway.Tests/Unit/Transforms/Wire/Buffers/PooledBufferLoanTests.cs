using System.Buffers;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Buffers;

/// <summary>Promise: whatever is written, copied or lent, leaves in the order it came, and nothing large is copied on the way in.</summary>
public sealed class PooledBufferLoanTests
{
    // Below this a piece is copied.
    private const int Large = 4096;

    private static readonly byte[] Piece = RandomBytes(5, 64 * 1024);

    [Test]
    public void Pass_Small_IsCopied()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.AsSpan(10, Large - 1));
        Assert.That(sut.Count, Is.EqualTo(Large - 1));
        piece.AsSpan().Clear();
        Assert.That(Sent(sut), Is.EqualTo(Piece[10..(10 + Large - 1)]));
    }

    [Test]
    public void Pass_Large_IsLentAndRentsNothing()
    {
        var pool = new WatchedPool();
        using var sut = Lending(out var piece, pool);
        sut.Pass(piece.AsSpan(10, Large));
        Assert.That(sut.Count, Is.Zero);
        Assert.That(sut.IsEmpty, Is.False);
        Assert.That(sut.WrittenMemory.IsEmpty, Is.True);
        Assert.That(pool.Rents, Is.Zero);
        piece[10] ^= 0xFF;
        var sent = Sent(sut);
        Assert.That(sent, Is.EqualTo(piece[10..(10 + Large)]), "as it stands when it is sent");
        Assert.That(pool.Rents, Is.Zero);
    }

    [Test]
    public void Pass_LargeFromElsewhere_IsCopied([Values] bool lendsOther)
    {
        using var sut = new PooledBuffer();
        if (lendsOther)
            sut.Borrow(new byte[64 * 1024]);
        var own = Piece.ToArray();
        sut.Pass(own);
        own.AsSpan().Clear();
        Assert.That(sut.Count, Is.EqualTo(Piece.Length));
        Assert.That(Sent(sut), Is.EqualTo(Piece));
    }

    [Test]
    public void Pass_LargeThatBeginsBeforeTheLoan_IsCopied()
    {
        var piece = Piece.ToArray();
        using var sut = new PooledBuffer();
        sut.Borrow(piece.AsMemory(100));
        sut.Pass(piece.AsSpan(99, Large));
        piece.AsSpan().Clear();
        Assert.That(Sent(sut), Is.EqualTo(Piece[99..(99 + Large)]));
    }

    [Test]
    public void Pass_TwoLoansWithOwnBytesBetween_LeaveInOrder()
    {
        using var sut = Lending(out var piece);
        sut.Write("head"u8);
        sut.Pass(piece.AsSpan(0, 5000));
        sut.Write(","u8);
        sut.Pass(piece.AsSpan(20_000, 6000));
        sut.Write("tail"u8);
        Assert.That(sut.Count, Is.EqualTo(9));
        Assert.That(sut.WrittenMemory.ToArray(), Is.EqualTo("head,tail"u8.ToArray()), "what is lent is not among the written");
        Assert.That(Sent(sut), Is.EqualTo((byte[])[.. "head"u8, .. Piece.AsSpan(0, 5000), .. ","u8, .. Piece.AsSpan(20_000, 6000), .. "tail"u8]));
    }

    [Test]
    public void Pass_TwoLoansSideBySideAndBackwards_LeaveInOrder()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.AsSpan(30_000, Large));
        sut.Pass(piece.AsSpan(0, Large));
        Assert.That(Sent(sut), Is.EqualTo((byte[])[.. Piece.AsSpan(30_000, Large), .. Piece.AsSpan(0, Large)]));
    }

    [Test]
    public void SendTo_Large_AsksForLargeRooms()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece);
        var output = new RoomCounter();

        sut.SendTo(output);

        Assert.That(output.Written.WrittenSpan.SequenceEqual(piece));
        Assert.That(output.Rooms, Is.EqualTo(new[] { PooledBuffer.MostBlock, piece.Length - PooledBuffer.MostBlock }));
        Assert.That(sut.IsEmpty, Is.True);
    }

    [Test]
    public void SendTo_OwnBytesGrowBehindALoan_KeepTheirPlaces()
    {
        var pool = new WatchedPool();
        using (var sut = Lending(out var piece, pool))
        {
            sut.Write("a"u8);
            sut.Pass(piece.AsSpan(0, Large));
            // Into other, larger arrays.
            sut.Write(Piece.AsSpan(0, 20_000));
            Assert.That(pool.Rents, Is.GreaterThan(1));
            Assert.That(Sent(sut), Is.EqualTo((byte[])[.. "a"u8, .. Piece.AsSpan(0, Large), .. Piece.AsSpan(0, 20_000)]));
        }
        pool.AssertAllBack();
    }

    [Test]
    public void SendTo_Empty_SendsNothing()
    {
        using var sut = Lending(out _);
        Assert.That(sut.IsEmpty, Is.True);
        sut.Pass([]);
        Assert.That(sut.IsEmpty, Is.True);
        Assert.That(Sent(sut), Is.Empty);
    }

    [Test]
    public void SendTo_Twice_SendsNothingTheSecondTime()
    {
        using var sut = Lending(out var piece);
        sut.Write("a"u8);
        sut.Pass(piece.AsSpan(0, Large));
        Assert.That(Sent(sut), Has.Length.EqualTo(1 + Large));
        Assert.That(Sent(sut), Is.Empty);
        Assert.That(sut.IsEmpty, Is.True);
        sut.Borrow(default);
        sut.Write("b"u8);
        Assert.That(Sent(sut), Is.EqualTo("b"u8.ToArray()));
    }

    [Test]
    public void Borrow_AnotherPiece_LendsThatOne()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.AsSpan(0, Large));
        Sent(sut);
        sut.Borrow(default);
        var second = RandomBytes(6, 64 * 1024);
        sut.Borrow(second);
        sut.Pass(second.AsSpan(7, Large));
        Assert.That(sut.Count, Is.Zero);
        Assert.That(Sent(sut), Is.EqualTo(second[7..(7 + Large)]));
    }

    [Test]
    public void Clear_DropsLoansToo()
    {
        using var sut = Lending(out var piece);
        sut.Write("a"u8);
        sut.Pass(piece.AsSpan(0, Large));
        sut.Clear();
        Assert.That(sut.IsEmpty, Is.True);
        sut.Write("b"u8);
        Assert.That(Sent(sut), Is.EqualTo("b"u8.ToArray()));
    }

    [Test]
    public void Dispose_WithALoan_ReturnsItsOwnAndRefusesFurtherUse()
    {
        var pool = new WatchedPool();
        var sut = Lending(out var piece, pool);
        sut.Write("a"u8);
        sut.Pass(piece.AsSpan(0, Large));
        sut.Dispose();
        pool.AssertAllBack();
        Assert.That(piece, Is.EqualTo(Piece), "what is lent belongs to somebody else");
        Assert.That(() => sut.SendTo(new ArrayBufferWriter<byte>()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Pass("b"u8), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Pass(piece), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Borrow(default), Throws.Nothing, "who lent may always take back");
        Assert.That(() => sut.IsEmpty, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void SendTo_RandomOrdersAndSizes_SendsWhatWasWritten()
    {
        var random = new Random(17);
        var pool = new WatchedPool();
        using (var sut = new PooledBuffer(pool))
        {
            for (var round = 0; round < 200; round++)
            {
                var piece = RandomBytes(round, random.Next(1, 64 * 1024));
                var expected = new List<byte>();
                sut.Borrow(piece);
                for (var i = random.Next(8); i > 0; i--)
                {
                    var from = random.Next(piece.Length);
                    var part = piece.AsSpan(from, random.Next(3) == 0 ? Math.Min(random.Next(100), piece.Length - from) : random.Next(piece.Length - from + 1));
                    if (random.Next(3) == 0)
                        sut.Write(part);
                    else
                        sut.Pass(part);
                    expected.AddRange(part);
                }
                Assert.That(Sent(sut).AsSpan().SequenceEqual(expected.ToArray()), $"round {round}");
                sut.Borrow(default);
            }
        }
        pool.AssertAllBack();
    }

    private static PooledBuffer Lending(out byte[] piece, ArrayPool<byte>? pool = null)
    {
        var sut = new PooledBuffer(pool);
        piece = Piece.ToArray();
        sut.Borrow(piece);
        return sut;
    }

    private static byte[] Sent(PooledBuffer sut)
    {
        var output = new ArrayBufferWriter<byte>();
        sut.SendTo(output);
        return output.WrittenSpan.ToArray();
    }

    private sealed class RoomCounter : IBufferWriter<byte>
    {
        public ArrayBufferWriter<byte> Written { get; } = new();
        public List<int> Rooms { get; } = [];

        public void Advance(int count) => Written.Advance(count);
        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Rooms.Add(sizeHint);
            return Written.GetSpan(sizeHint);
        }
    }

    private static byte[] RandomBytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
