using System.Buffers;
using System.IO.Pipelines;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Buffers;

/// <summary>
/// Promise: what was read into the client's own memory stays there, blocks go straight into it, and the order is that of the writing.
/// </summary>
public sealed class AnswerOutputClientTests
{
    private const int Room = 64 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    [Test]
    public async Task Send_BeginningOfTheClientsMemory_StaysWhereItIs()
    {
        var pool = new WatchedPool();
        using var sut = new AnswerOutput(pool);
        var piece = Read(sut, 1, 50_000, inClient: true);
        sut.Pass(piece.Span[..40_000]);
        // The output does not read the passed bytes before it sends them.
        piece.Span[39_999] ^= 0xFF;
        var expected = piece[..40_000].ToArray();

        sut.Send();

        Assert.That(await SentAsync(), Is.EqualTo(expected));
        Assert.That(pool.Rents, Is.Zero);
    }

    [Test]
    public async Task Send_OwnBytesInFrontOfTheClientsMemory_PushItAside()
    {
        using var sut = new AnswerOutput();
        var piece = Read(sut, 2, 50_000, inClient: true);
        var expected = (byte[])[.. "in front"u8, .. piece.Span];
        sut.Write("in front"u8);
        sut.Pass(piece.Span);

        sut.Send();

        Assert.That(await SentAsync(), Is.EqualTo(expected));
    }

    [Test]
    public async Task GetBlock_Connected_GoesOutBehindWhatWaits()
    {
        var pool = new WatchedPool();
        using var sut = new AnswerOutput(pool);
        sut.Connect(_pipe.Writer);
        sut.Write("before "u8);
        "block"u8.CopyTo(sut.GetBlock(Room));
        sut.AdvanceBlock(5);
        Assert.That(sut.IsEmpty);
        sut.Write(" behind"u8);

        sut.Send();

        Assert.That(await SentAsync(), Is.EqualTo("before block behind"u8.ToArray()));
        Assert.That(pool.Largest, Is.LessThan(Room));
    }

    [Test]
    public void GetBlock_NotConnected_StaysInTheBuffer()
    {
        using var sut = new AnswerOutput();
        "block"u8.CopyTo(sut.GetBlock(Room));
        sut.AdvanceBlock(5);
        Assert.That(sut.WrittenSpan.ToArray(), Is.EqualTo("block"u8.ToArray()));
    }

    [Test]
    public async Task Send_RandomOrdersAndSizes_SendsWhatWasWritten()
    {
        var random = new Random(23);
        var pool = new WatchedPool();
        using (var sut = new AnswerOutput(pool))
        {
            for (var round = 0; round < 200; round++)
            {
                var piece = Read(sut, round, random.Next(1, PooledBuffer.MostBlock), inClient: random.Next(2) == 0);
                var original = piece.ToArray();
                var expected = new List<byte>();
                // Goes forwards through the piece, as a reader does.
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
                            sut.Pass(piece.Span.Slice(from, length));
                            break;
                    }
                    from += length + 1;
                }
                sut.Send();
                Assert.That((await SentAsync()).AsSpan().SequenceEqual(expected.ToArray()), $"round {round}");
            }
        }
        pool.AssertAllBack();
    }

    [Test]
    public void Trim_LargeAndEmpty_GivesItBack()
    {
        var pool = new WatchedPool();
        using var sut = new AnswerOutput(pool);
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
        using var sut = new AnswerOutput(pool);
        sut.Write("small"u8);
        sut.Clear();
        sut.Trim();
        sut.Write("small"u8);
        Assert.That(pool.Rents, Is.EqualTo(1));
    }

    // Fills the client's memory, which is not committed yet, or a rented piece, as a read would.
    private Memory<byte> Read(AnswerOutput sut, int seed, int length, bool inClient)
    {
        sut.Connect(_pipe.Writer);
        var piece = sut.TakePiece(inClient);
        var bytes = piece.Room[..length];
        new Random(seed).NextBytes(bytes.Span);
        sut.Lend(piece, length);
        return bytes;
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
