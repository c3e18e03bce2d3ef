using System.Buffers;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Buffers;

/// <summary>Promise: bytes come out in the order they went in, and every rented array goes back exactly once.</summary>
public sealed class PooledBufferTests
{
    [Test]
    public void WriteAndConsume_RandomSizes_QueueAndPoolStayExact()
    {
        var random = new Random(11);
        var pool = new WatchedPool();
        var expected = new Queue<byte>();
        byte next = 0;
        using (var sut = new PooledBuffer(pool))
        {
            for (int i = 0; i < 3000; i++)
            {
                int length = random.Next(3) == 0 ? random.Next(9000) : random.Next(20);
                Span<byte> span = sut.GetSpan(length);
                Assert.That(span.Length, Is.GreaterThanOrEqualTo(Math.Max(1, length)));
                for (int n = 0; n < length; n++)
                {
                    span[n] = next;
                    expected.Enqueue(next++);
                }

                sut.Advance(length);
                int consumed = random.Next(5) == 0 ? sut.Count : random.Next(Math.Min(sut.Count, 4000) + 1);
                Assert.That(sut.WrittenSpan[..consumed].SequenceEqual(expected.Take(consumed).ToArray()), $"step {i}");
                sut.Consume(consumed);
                for (int n = 0; n < consumed; n++)
                    expected.Dequeue();
                Assert.That(sut.Count, Is.EqualTo(expected.Count));
                Assert.That(pool.Outstanding, Is.LessThanOrEqualTo(1));
            }

            Assert.That(sut.WrittenMemory.ToArray(), Is.EqualTo(expected.ToArray()));
        }

        Assert.That(pool.Rents, Is.GreaterThan(1));
        pool.AssertAllBack();
    }

    [Test]
    public void Consume_DrainedInStep_ReusesTheSameArray()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        for (int i = 0; i < 1000; i++)
        {
            sut.GetSpan(1500)[..1500].Clear();
            sut.Advance(1500);
            sut.Consume(i == 0 ? 500 : 1500);   // 1000 bytes always stay behind
        }

        Assert.That(pool.Rents, Is.EqualTo(1));
    }

    [Test]
    public void GetSpan_LongQueueSippedFrom_GrowsInsteadOfSlidingEachTime()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        sut.Advance(sut.GetSpan().Length);
        sut.Consume(1);
        Assert.That(sut.GetSpan(1).Length, Is.GreaterThan(1), "one freed byte is not worth moving all the others");
        Assert.That(pool.Rents, Is.EqualTo(2));
    }

    [Test]
    public void Dispose_Twice_ReturnsOnceAndRefusesFurtherUse()
    {
        var pool = new WatchedPool();
        var sut = new PooledBuffer(pool);
        sut.Write("abc"u8);
        sut.Dispose();
        sut.Dispose();
        Assert.That(pool.Rents, Is.EqualTo(1));
        Assert.That(pool.Returns, Is.EqualTo(1));
        pool.AssertAllBack();
        Assert.That(() => sut.GetSpan(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.GetMemory(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Advance(0), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.WrittenSpan.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.WrittenMemory, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Count, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Consume(0), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => sut.Clear(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Dispose_NeverWritten_RentsAndReturnsNothing()
    {
        var pool = new WatchedPool();
        new PooledBuffer(pool).Dispose();
        Assert.That((pool.Rents, pool.Returns), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Clear_KeepsTheArray()
    {
        var pool = new WatchedPool();
        using var sut = new PooledBuffer(pool);
        sut.Write("abc"u8);
        sut.Clear();
        Assert.That(sut.Count, Is.Zero);
        sut.Write("de"u8);
        Assert.That(sut.WrittenSpan.ToArray(), Is.EqualTo("de"u8.ToArray()));
        Assert.That(pool.Rents, Is.EqualTo(1));
    }

    [Test]
    public void AdvanceAndConsume_BeyondWhatIsThere_Throw()
    {
        using var sut = new PooledBuffer();
        Assert.That(() => sut.Advance(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        int room = sut.GetSpan(10).Length;
        Assert.That(() => sut.Advance(room + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => sut.Advance(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        sut.Advance(3);
        Assert.That(() => sut.Consume(4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => sut.Consume(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => sut.GetSpan(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
