using System.Buffers;
using System.IO.Pipelines;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Buffers;

/// <summary>Promise: what was read into the writer's own memory stays there, blocks go straight into it, and the order is that of the writing.</summary>
public sealed class PooledBufferOutletTests
{
    private const int Room = 64 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    [Test]
    public async Task SendTo_BeginningOfTheWritersMemory_StaysWhereItIs()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        var piece = Read(1, 50_000);
        sut.Borrow(piece, isWriters: true);
        sut.Pass(piece.Span[..40_000]);
        // What is passed on is not looked at before it is sent.
        piece.Span[39_999] ^= 0xFF;

        Send(sut);

        Assert.That(await SentAsync(), Is.EqualTo(piece[..40_000].ToArray()));
        Assert.That(pool.Rents, Is.Zero);
    }

    [Test]
    public async Task SendTo_OwnBytesInFrontOfTheWritersMemory_PushItAside()
    {
        using var sut = new PooledBuffer();
        var piece = Read(2, 50_000);
        var expected = (byte[])[.. "in front"u8, .. piece.Span];
        sut.Borrow(piece, isWriters: true);
        sut.Write("in front"u8);
        sut.Pass(piece.Span);

        Send(sut);

        Assert.That(await SentAsync(), Is.EqualTo(expected));
    }

    [Test]
    public async Task GetBlock_Connected_GoesOutBehindWhatWaits()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        sut.Connect(_pipe.Writer);
        sut.Write("before "u8);
        "block"u8.CopyTo(sut.GetBlock(Room));
        sut.AdvanceBlock(5);
        Assert.That(sut.IsEmpty);
        sut.Write(" behind"u8);

        Send(sut);

        Assert.That(await SentAsync(), Is.EqualTo("before block behind"u8.ToArray()));
        Assert.That(pool.Largest, Is.LessThan(Room));
    }

    [Test]
    public void GetBlock_NotConnected_StaysInTheBuffer()
    {
        using var sut = new PooledBuffer();
        "block"u8.CopyTo(sut.GetBlock(Room));
        sut.AdvanceBlock(5);
        Assert.That(sut.WrittenSpan.ToArray(), Is.EqualTo("block"u8.ToArray()));
    }

    [Test]
    public async Task SendTo_RandomOrdersAndSizes_SendsWhatWasWritten()
    {
        var random = new Random(23);
        var pool = new WatchedPool();
        using (var sut = new PooledBuffer(pool))
        {
            sut.Connect(_pipe.Writer);
            for (var round = 0; round < 200; round++)
            {
                var piece = Read(round, random.Next(1, Room));
                var original = piece.ToArray();
                var isWriters = random.Next(2) == 0;
                sut.Borrow(isWriters ? piece : original, isWriters);
                var lender = isWriters ? piece : original;
                var expected = new List<byte>();
                // As a reader does: forwards through the piece.
                for (var from = random.Next(2) * random.Next(piece.Length); from < original.Length;)
                {
                    var length = random.Next(3) == 0 ? Math.Min(100, original.Length - from) : random.Next(original.Length - from + 1);
                    expected.AddRange(original.AsSpan(from, length));
                    switch (random.Next(4))
                    {
                        case 0:
                            sut.Write(original.AsSpan(from, length));
                            break;
                        case 1:
                            original.AsSpan(from, length).CopyTo(sut.GetBlock(length));
                            sut.AdvanceBlock(length);
                            break;
                        default:
                            sut.Pass(lender.Span.Slice(from, length));
                            break;
                    }
                    from += length + 1;
                }
                Send(sut);
                sut.Borrow(default);
                sut.Trim();
                Assert.That((await SentAsync()).AsSpan().SequenceEqual(expected.ToArray()), $"round {round}");
            }
        }
        pool.AssertAllBack();
    }

    [Test]
    public void Trim_LargeAndEmpty_GivesItBack()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        sut.Write(new byte[Room]);
        sut.Trim();
        Assert.That(sut.Count, Is.EqualTo(Room), "something waits");
        sut.Clear();
        sut.Trim();
        pool.AssertAllBack();
        sut.Write("again"u8);
        Assert.That(sut.WrittenSpan.ToArray(), Is.EqualTo("again"u8.ToArray()));
    }

    [Test]
    public void Trim_Small_IsKept()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        sut.Write("small"u8);
        sut.Clear();
        sut.Trim();
        sut.Write("small"u8);
        Assert.That(pool.Rents, Is.EqualTo(1));
    }

    // As a read would: into the writer's memory, of which the writer knows nothing yet.
    private Memory<byte> Read(int seed, int length)
    {
        var room = _pipe.Writer.GetMemory(Room)[..length];
        new Random(seed).NextBytes(room.Span);
        return room;
    }

    private void Send(PooledBuffer sut)
    {
        sut.SendTo(_pipe.Writer);
    }

    private async Task<byte[]> SentAsync()
    {
        await _pipe.Writer.FlushAsync();
        if (!_pipe.Reader.TryRead(out var read))
            return [];
        var bytes = read.Buffer.ToArray();
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
