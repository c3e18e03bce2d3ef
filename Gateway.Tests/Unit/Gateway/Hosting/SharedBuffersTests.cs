using System.Buffers;
using System.Runtime.CompilerServices;
using Iris.Gateway.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Hosting;

/// <summary>Promise: the buffers that a burst has left in the shared pool are given back, and those in use stay what they are.</summary>
// Others rent from the same pool, and collect.
[NonParallelizable]
internal sealed class SharedBuffersTests
{
    // The largest that it releases; hardly anything else in the tests rents it.
    private const int Size = 1024 * 1024;

    [Test]
    public void Release_BuffersOfABurst_AreCollected()
    {
        var burst = Burst(16);
        GC.Collect();
        Assert.That(burst.Count(buffer => buffer.IsAlive), Is.EqualTo(16), "a collection alone leaves them to the pool");

        SharedBuffers.Release();
        GC.Collect();

        // The pool of this thread may keep the latest one.
        Assert.That(burst.Count(buffer => buffer.IsAlive), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Release_ABufferInUse_IsNotTouched()
    {
        var used = ArrayPool<byte>.Shared.Rent(Size);
        used.AsSpan().Fill(7);

        SharedBuffers.Release();
        var other = ArrayPool<byte>.Shared.Rent(Size);

        Assert.That(other, Is.Not.SameAs(used));
        Assert.That(used.AsSpan().IndexOfAnyExcept((byte)7), Is.EqualTo(-1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Burst(int count)
    {
        var rented = Enumerable.Range(0, count).Select(_ => ArrayPool<byte>.Shared.Rent(Size)).ToArray();
        foreach (var buffer in rented)
            ArrayPool<byte>.Shared.Return(buffer);
        return [.. rented.Select(buffer => new WeakReference(buffer))];
    }
}
