using Iris.Transforms.Wire.Sse;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Sse;

/// <summary>Promise: a server that only says that it is at work is heard, once per comment, however the network divides it.</summary>
public sealed class SseCommentTests
{
    [TestCase(": heartbeat\n\n:\n\n:data: no\n\ndata: a\n: inside\n\n", 4)]
    [TestCase(": OPENROUTER PROCESSING\r\n\r\n: OPENROUTER PROCESSING\r\n\r\n", 2)]
    [TestCase(":", 1)]
    [TestCase("data: :a\n\nevent: :b\n\nid: :\nfoo:\n\n", 0)]
    [TestCase("", 0)]
    public void Feed_Comments_AreToldAtEverySplit(string stream, int comments) => Splits.ForEach(Splits.Utf8(stream), (division, run) =>
    {
        var counter = new Counter();
        var sut = new SseReader(counter);
        run(sut.Feed);
        sut.Complete();
        Assert.That(counter.Comments, Is.EqualTo(comments), division);
    });

    private sealed class Counter : ISseHandler
    {
        public int Comments { get; private set; }

        public void Comment() => Comments++;

        public void EventName(ReadOnlySpan<byte> name)
        {
        }

        public void Data(ReadOnlySpan<byte> slice)
        {
        }

        public void Dispatch()
        {
        }

        public void Done()
        {
        }
    }
}
