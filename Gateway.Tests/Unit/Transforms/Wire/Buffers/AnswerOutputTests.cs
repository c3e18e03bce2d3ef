using System.Buffers;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Buffers;

/// <summary>Promise: whatever is written, copied or passed on, leaves in the order it came, and nothing large is copied on the way in.</summary>
public sealed class AnswerOutputTests
{
    // Below this a piece is copied.
    private const int Large = 4096;

    private static readonly byte[] Piece = RandomBytes(5, 64 * 1024);

    [Test]
    public void Pass_Small_IsCopied()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.Span.Slice(10, Large - 1));
        Assert.That(sut.Count, Is.EqualTo(Large - 1));
        piece.Span.Clear();
        Assert.That(Sent(sut), Is.EqualTo(Piece[10..(10 + Large - 1)]));
    }

    [Test]
    public void Pass_Large_StaysInThePieceAndRentsNothing()
    {
        var pool = new WatchedPool();
        using var sut = Lending(out var piece, pool);
        sut.Pass(piece.Span.Slice(10, Large));
        Assert.That(sut.Count, Is.Zero);
        Assert.That(sut.IsEmpty, Is.False);
        Assert.That(sut.WrittenMemory.IsEmpty, Is.True);
        Assert.That(pool.Rents, Is.EqualTo(1), "the piece itself");
        piece.Span[10] ^= 0xFF;
        var expected = piece[10..(10 + Large)].ToArray();
        Assert.That(Sent(sut), Is.EqualTo(expected), "as it stands when it is sent");
        Assert.That(pool.Rents, Is.EqualTo(1));
        pool.AssertAllBack();
    }

    [Test]
    public void Pass_LargeFromElsewhere_IsCopied([Values] bool lendsOther)
    {
        using var sut = lendsOther ? Lending(out _) : new AnswerOutput();
        var own = Piece.ToArray();
        sut.Pass(own);
        own.AsSpan().Clear();
        Assert.That(sut.Count, Is.EqualTo(Piece.Length));
        Assert.That(Sent(sut), Is.EqualTo(Piece));
    }

    [Test]
    public void Pass_LargeThatBeginsBeforeThePiece_IsCopied()
    {
        var memory = Piece.ToArray();
        var client = new Client { Memory = memory.AsMemory(100) };
        using var sut = new AnswerOutput();
        sut.Connect(client);
        var piece = sut.TakePiece(inClient: true);
        sut.Lend(piece, piece.Room.Length);
        sut.Pass(memory.AsSpan(99, Large));
        memory.AsSpan().Clear();
        sut.Send();
        Assert.That(client.Written.WrittenSpan.ToArray(), Is.EqualTo(Piece[99..(99 + Large)]));
    }

    [Test]
    public void Pass_TwoPartsWithOwnBytesBetween_LeaveInOrder()
    {
        using var sut = Lending(out var piece);
        sut.Write("head"u8);
        sut.Pass(piece.Span.Slice(0, 5000));
        sut.Write(","u8);
        sut.Pass(piece.Span.Slice(20_000, 6000));
        sut.Write("tail"u8);
        Assert.That(sut.Count, Is.EqualTo(9));
        Assert.That(sut.WrittenMemory.ToArray(), Is.EqualTo("head,tail"u8.ToArray()), "what stays in the piece is not among the written");
        Assert.That(Sent(sut), Is.EqualTo((byte[])[.. "head"u8, .. Piece.AsSpan(0, 5000), .. ","u8, .. Piece.AsSpan(20_000, 6000), .. "tail"u8]));
    }

    [Test]
    public void Pass_TwoPartsSideBySideAndBackwards_LeaveInOrder()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.Span.Slice(30_000, Large));
        sut.Pass(piece.Span.Slice(0, Large));
        Assert.That(Sent(sut), Is.EqualTo((byte[])[.. Piece.AsSpan(30_000, Large), .. Piece.AsSpan(0, Large)]));
    }

    [Test]
    public void Send_Large_AsksForLargeRooms()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.Span);
        var client = new Client();
        sut.Connect(client);

        sut.Send();

        Assert.That(client.Written.WrittenSpan.SequenceEqual(Piece));
        Assert.That(client.Rooms, Is.EqualTo(new[] { PooledBuffer.MostBlock, Piece.Length - PooledBuffer.MostBlock }));
        Assert.That(sut.Unflushed, Is.EqualTo(Piece.Length));
        Assert.That(sut.IsEmpty, Is.True);
    }

    [Test]
    public void Send_OwnBytesGrowBehindAPart_KeepTheirPlaces()
    {
        var pool = new WatchedPool();
        using (var sut = Lending(out var piece, pool))
        {
            sut.Write("a"u8);
            sut.Pass(piece.Span.Slice(0, Large));
            // Into other, larger arrays.
            sut.Write(Piece.AsSpan(0, 20_000));
            Assert.That(pool.Rents, Is.GreaterThan(1));
            Assert.That(Sent(sut), Is.EqualTo((byte[])[.. "a"u8, .. Piece.AsSpan(0, Large), .. Piece.AsSpan(0, 20_000)]));
        }
        pool.AssertAllBack();
    }

    [Test]
    public void Send_Empty_SendsNothing()
    {
        using var sut = Lending(out _);
        Assert.That(sut.IsEmpty, Is.True);
        sut.Pass([]);
        Assert.That(sut.IsEmpty, Is.True);
        Assert.That(Sent(sut), Is.Empty);
    }

    [Test]
    public void Send_Twice_SendsNothingTheSecondTime()
    {
        using var sut = Lending(out var piece);
        sut.Write("a"u8);
        sut.Pass(piece.Span[..Large]);
        Assert.That(Sent(sut), Has.Length.EqualTo(1 + Large));
        Assert.That(Sent(sut), Is.Empty);
        Assert.That(sut.IsEmpty, Is.True);
        sut.Write("b"u8);
        Assert.That(Sent(sut), Is.EqualTo("b"u8.ToArray()));
    }

    [Test]
    public void Send_NoClient_IsRefused()
    {
        using var sut = new AnswerOutput();
        Assert.That(() => sut.Send(), Throws.InvalidOperationException);
    }

    [Test]
    public void TakePiece_Twice_IsTheSame()
    {
        var pool = new WatchedPool();
        using var sut = new AnswerOutput(pool);
        var first = sut.TakePiece(inClient: false);
        Assert.That(sut.TakePiece(inClient: false).Room, Is.EqualTo(first.Room));
        Assert.That(pool.Rents, Is.EqualTo(1));
    }

    [Test]
    public void Lend_AnotherPiece_PassesThatOneOn()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.Span[..Large]);
        Sent(sut);
        var second = RandomBytes(6, 64 * 1024);
        piece = Lend(sut, second);
        sut.Pass(piece.Span.Slice(7, Large));
        Assert.That(sut.Count, Is.Zero);
        Assert.That(Sent(sut), Is.EqualTo(second[7..(7 + Large)]));
    }

    [Test]
    public void Lend_APieceThatWasReleased_IsRefused([Values] bool sends)
    {
        using var sut = new AnswerOutput();
        sut.Connect(new ArrayBufferWriter<byte>());
        var piece = sut.TakePiece(inClient: false);
        if (sends)
            sut.Send();
        else
            sut.ReleasePiece();
        Assert.That(() => { sut.Lend(piece, 1); }, Throws.InvalidOperationException);
    }

    [Test]
    public void ReleasePiece_APartOfItWaits_IsRefused()
    {
        using var sut = Lending(out var piece);
        sut.Pass(piece.Span[..Large]);
        Assert.That(() => sut.ReleasePiece(), Throws.InvalidOperationException);
        Assert.That(Sent(sut), Is.EqualTo(Piece[..Large]));
    }

    [Test]
    public void ReleasePiece_WithoutAPiece_DoesNothing()
    {
        var pool = new WatchedPool();
        using (var sut = new AnswerOutput(pool))
        {
            sut.ReleasePiece();
            sut.TakePiece(inClient: false);
            sut.ReleasePiece();
            sut.ReleasePiece();
        }
        pool.AssertAllBack();
    }

    [Test]
    public void Clear_DropsWhatStaysInThePieceToo()
    {
        using var sut = Lending(out var piece);
        sut.Write("a"u8);
        sut.Pass(piece.Span[..Large]);
        sut.Clear();
        Assert.That(sut.IsEmpty, Is.True);
        sut.Write("b"u8);
        Assert.That(Sent(sut), Is.EqualTo("b"u8.ToArray()));
    }

    [Test]
    public void Dispose_WithAPiece_ReturnsAllAndRefusesFurtherUse()
    {
        var pool = new WatchedPool();
        var sut = Lending(out var piece, pool);
        sut.Connect(new ArrayBufferWriter<byte>());
        sut.Write("a"u8);
        sut.Pass(piece.Span[..Large]);
        sut.Dispose();
        pool.AssertAllBack();
        Assert.That(() => sut.Send(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Pass("b"u8), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Pass(Piece), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.TakePiece(inClient: false), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.ReleasePiece(), Throws.Nothing, "there is none");
        Assert.That(() => sut.IsEmpty, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Send_RandomOrdersAndSizes_SendsWhatWasWritten()
    {
        var random = new Random(17);
        var pool = new WatchedPool();
        using (var sut = new AnswerOutput(pool))
        {
            for (var round = 0; round < 200; round++)
            {
                var piece = RandomBytes(round, random.Next(1, 64 * 1024));
                var expected = new List<byte>();
                var lent = Lend(sut, piece).Span;
                for (var i = random.Next(8); i > 0; i--)
                {
                    var from = random.Next(piece.Length);
                    var part = lent.Slice(
                        from, random.Next(3) == 0 ? Math.Min(random.Next(100), piece.Length - from) : random.Next(piece.Length - from + 1));
                    if (random.Next(3) == 0)
                        sut.Write(part);
                    else
                        sut.Pass(part);
                    expected.AddRange(part);
                }
                Assert.That(Sent(sut).AsSpan().SequenceEqual(expected.ToArray()), $"round {round}");
            }
        }
        pool.AssertAllBack();
    }

    private static AnswerOutput Lending(out Memory<byte> piece, ArrayPool<byte>? pool = null)
    {
        var sut = new AnswerOutput(pool);
        piece = Lend(sut, Piece);
        return sut;
    }

    // Fills a piece of the output, as a read would.
    private static Memory<byte> Lend(AnswerOutput sut, byte[] bytes)
    {
        var piece = sut.TakePiece(inClient: false);
        bytes.CopyTo(piece.Room);
        sut.Lend(piece, bytes.Length);
        return piece.Room[..bytes.Length];
    }

    private static byte[] Sent(AnswerOutput sut)
    {
        var client = new ArrayBufferWriter<byte>();
        sut.Connect(client);
        sut.Send();
        return client.WrittenSpan.ToArray();
    }

    private sealed class Client : IBufferWriter<byte>
    {
        public ArrayBufferWriter<byte> Written { get; } = new();
        public List<int> Rooms { get; } = [];
        public Memory<byte> Memory { get; init; }

        public void Advance(int count) => Written.Advance(count);
        public Memory<byte> GetMemory(int sizeHint = 0) => Memory;

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
