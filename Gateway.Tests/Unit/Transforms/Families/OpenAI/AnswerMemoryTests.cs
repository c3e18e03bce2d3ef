using System.Buffers;
using System.Text;
using Iris.Gateway.Tests.Unit.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>Promise: a picture passes through; nothing of its size is ever held or allocated.</summary>
// It measures allocations, which grow while others empty the shared pool of buffers.
[NonParallelizable]
public sealed class AnswerMemoryTests
{
    private const int Picture = 8 * 1024 * 1024;
    private const int Piece = 64 * 1024;

    private static readonly WireForm[] Wires = [WireForm.JsonToJson, WireForm.JsonToSse, WireForm.SseToSse, WireForm.SseToJson];

    [TestCaseSource(nameof(Wires))]
    public void Feed_LargePictureInPieces_AllocatesNextToNothing(WireForm wire)
    {
        var bytes = Body(wire);
        Pass(wire, bytes, out _);   // what is made once: static tables, JIT
        var written = Pass(wire, bytes, out var allocated);
        Assert.That(written, Is.GreaterThan(Picture));
        Assert.That(allocated, Is.LessThan(64 * 1024));
    }

    [TestCaseSource(nameof(Wires))]
    public void Feed_LargePicture_HoldsOnePieceAndGivesItBack(WireForm wire)
    {
        var pool = new WatchedPool();
        var bytes = Body(wire);
        using (var sut = new Answer(wire, pool: pool))
        {
            Pass(sut, bytes);
            Assert.That(sut.Reader.Failure, Is.Null);
        }
        pool.AssertAllBack();
        Assert.That(pool.Largest, Is.LessThan(4 * Piece));
    }

    private static byte[] Body(WireForm wire)
    {
        var picture = new StringBuilder(Pictures.Png(1024, 1024)).Append('A', Picture).ToString();
        return Splits.Utf8(wire.Events
            ? $$"""event: image_generation.completed{{"\n"}}data: {"type":"image_generation.completed","b64_json":"{{picture}}"}{{"\n\n"}}"""
            : $$"""{"created":1,"data":[{"b64_json":"{{picture}}"}],"usage":{"input_tokens":1,"output_tokens":2} }""");
    }

    private static long Pass(WireForm wire, byte[] bytes, out long allocated)
    {
        using var sut = new Answer(wire, pool: ArrayPool<byte>.Shared);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var written = Pass(sut, bytes);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return written;
    }

    private static long Pass(Answer sut, byte[] bytes)
    {
        long written = 0;
        for (var at = 0; at < bytes.Length; at += Piece)
        {
            sut.Reader.Feed(bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at)));
            written += sut.Output.Count;
            sut.Output.Consume(sut.Output.Count);
        }
        sut.Reader.Complete();
        return written + sut.Output.Count;
    }
}
