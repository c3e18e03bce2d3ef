using System.Text;
using Iris.Transforms.Wire.Sse;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Sse;

/// <summary>Promise: however the network divides a stream, the same events come out, and no data is held or lost.</summary>
public sealed class SseReaderTests
{
    // Expected: "E:" an event's name, "D:" its joined data, "." dispatch, "DONE".
    private static readonly (string Stream, string Events)[] Streams =
    [
        ("", ""),
        ("\n\n\r\n\r\r", ""),
        ("data: a\n\n", "D:a|."),
        ("data:a\n\n", "D:a|."),
        ("data:  a \n\n", "D: a |."),
        ("data: a\r\n\r\n", "D:a|."),
        ("data: a\r\r", "D:a|."),
        ("data: a\r\ndata: b\n\r\ndata: c\r\r\n", "D:a<lf>b|.|D:c|."),
        ("event: image_generation.partial_image\ndata: {\"a\":1}\n\n", "E:image_generation.partial_image|D:{\"a\":1}|."),
        ("data: a\nevent: late\n\n", "E:late|D:a|."),
        ("event: x\nevent: y\ndata: 1\n\n", "E:x|E:y|D:1|."),
        ("event: only\n\n", "E:only|."),
        ("event\n\nevent:\n\nevent: \r\n\r\n", "E:|.|E:|.|E:|."),
        ("data\n\ndata:\n\ndata: \n\n", ".|.|."),
        ("data\ndata\n\n", "D:<lf>|."),
        ("data: a\ndata:\ndata: b\n\n", "D:a<lf><lf>b|."),
        (": heartbeat\n\n:\n\n:data: no\n\ndata: a\n: inside\n\n", "D:a|."),
        ("id: 1\nretry: 10\nfoo: bar\nid\ndatax: 1\ndat: 2\n data: 3\nData: 4\nevents: 5\neventual: 6\n\n", ""),
        ("data : a\n\n", ""),
        ("data: a:b: c\n\n", "D:a:b: c|."),
        ("\ufeffdata: a\n\n", "D:a|."),
        ("\ufeff\ufeffdata: a\n\ndata: b\n\n", "D:b|."),
        ("data: \ufeffé€😀\n\n", "D:\ufeffé€😀|."),
        ("data: a\n\ndata: b\n\n\n\ndata: c\n\n", "D:a|.|D:b|.|D:c|."),
        ("data: [DONE]\n\n", "DONE"),
        ("data:[DONE]\r\n\r\n", "DONE"),
        ("data: a\n\ndata: [DONE]\n\n", "D:a|.|DONE"),
        ("event: end\ndata: [DONE]\n\n", "E:end|DONE"),
        ("data: [DONE]\n: comment\n\ndata: [DONE]\n\n", "DONE|DONE"),
        ("data: [DONE] \n\ndata:  [DONE]\n\ndata: [DONE]]\n\ndata: [done]\n\n", "D:[DONE] |.|D: [DONE]|.|D:[DONE]]|.|D:[done]|."),
        ("data: [DON\n\ndata: [\n\ndata: [1]\n\n", "D:[DON|.|D:[|.|D:[1]|."),
        ("data: [DONE]\ndata: x\n\ndata: x\ndata: [DONE]\n\ndata: [D\ndata: E\n\ndata\ndata: [DONE]\n\n", "D:[DONE]<lf>x|.|D:x<lf>[DONE]|.|D:[D<lf>E|.|D:<lf>[DONE]|."),
        // The connection closes without the blank line.
        ("data: a\n", "D:a|."),
        ("data: a\r", "D:a|."),
        ("data: a", "D:a|."),
        ("data", "."),
        ("data:", "."),
        ("data: [DONE]", "DONE"),
        ("data: [DONE]\n", "DONE"),
        ("data: [DO", "D:[DO|."),
        ("data: a\n\n: bye", "D:a|."),
        ("data: a\n\nevent: cut\n", "D:a|.|E:cut"),
        ("event: x\ndata: a", "E:x|D:a|."),
        ("dat", ""),
    ];

    private static IEnumerable<TestCaseData> Cases() => Streams.Select(s =>
        new TestCaseData(Splits.Utf8(s.Stream), s.Events).SetArgDisplayNames(Printable(s.Stream)));

    [TestCaseSource(nameof(Cases))]
    public void Feed_StreamDividedAnywhere_SameEvents(byte[] stream, string expected)
    {
        string events = Splits.Latin(Splits.Utf8(expected));
        Splits.ForEach(stream, (division, run) =>
        {
            var recorder = new Recorder();
            var sut = new SseReader(recorder);
            run(sut.Feed);
            sut.Complete();
            Assert.That(recorder.ToString(), Is.EqualTo(events), division);
            Assert.That(recorder.EmptyPieces, Is.Zero, division);
        });
    }

    [Test]
    public void Feed_BrokenByteOrderMark_IsAnUnknownField()
    {
        byte[][] beginnings = [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0xBB]];
        foreach (byte[] beginning in beginnings)
        {
            Splits.ForEach([.. beginning, .. "data: a\n\ndata: b\n\n"u8], (division, run) =>
            {
                var recorder = new Recorder();
                run(new SseReader(recorder).Feed);
                Assert.That(recorder.ToString(), Is.EqualTo("D:b|."), division);
            });
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Complete_ReaderUsedAgain_RemembersNothing(byte[] stream, string expected)
    {
        var recorder = new Recorder();
        var sut = new SseReader(recorder);
        sut.Feed(stream);
        sut.Complete();
        recorder.Clear();
        sut.Feed("\ufeff\n\ndata: [DONE\n\n"u8);
        Assert.That(recorder.ToString(), Is.EqualTo("D:[DONE|."), expected);
    }

    [Test]
    public void Feed_UnfinishedDataLine_HandedOnAtOnce()
    {
        var recorder = new Recorder();
        var sut = new SseReader(recorder);
        sut.Feed("data: {\"b64"u8);
        Assert.That(recorder.Pending, Is.EqualTo("{\"b64"));
        sut.Feed("_json"u8);
        Assert.That(recorder.Pending, Is.EqualTo("{\"b64_json"));
        sut.Feed("\r"u8);
        Assert.That(recorder.ToString(), Is.Empty);
        sut.Feed("\n\r"u8);
        Assert.That(recorder.ToString(), Is.EqualTo("D:{\"b64_json|."), "a lone CR ends the line without waiting for an LF");
    }

    [TestCase(256, true)]
    [TestCase(257, false)]
    public void Feed_EventNameLength_Bounded(int length, bool accepted)
    {
        Splits.ForEach(Splits.Utf8("event: " + new string('n', length) + "\n\n"), (division, run) =>
        {
            var recorder = new Recorder();
            Assert.That(() => run(new SseReader(recorder).Feed), accepted ? Throws.Nothing : Throws.InstanceOf<FormatException>(), division);
            if (accepted)
                Assert.That(recorder.ToString(), Is.EqualTo("E:" + new string('n', length) + "|."), division);
        });
    }

    [Test]
    public void Feed_LongFieldsThatNobodyReads_Skipped()
    {
        var recorder = new Recorder();
        var sut = new SseReader(recorder);
        sut.Feed(Splits.Utf8(new string('x', 5000) + ": 1\nid: " + new string('x', 5000) + "\n:" + new string('x', 5000) + "\ndata: a\n\n"));
        Assert.That(recorder.ToString(), Is.EqualTo("D:a|."));
    }

    // It measures allocations, which grow while others empty the shared pool of buffers.
    [NonParallelizable]
    [Test]
    public void Feed_LongData_AllocatesNothingPerByte()
    {
        byte[] stream = [.. "data: "u8, .. Enumerable.Repeat((byte)'A', 8 << 20), .. "\n\n"u8];
        var counter = new Counter();
        var sut = new SseReader(counter);

        var allocated = Allocations.Least(() =>
        {
            counter.Bytes = 0;
            FeedInPieces(sut, stream);
        });

        Assert.That(allocated, Is.LessThan(1024));
        Assert.That(counter.Bytes, Is.EqualTo(8 << 20));
    }

    private static void FeedInPieces(SseReader reader, byte[] stream)
    {
        for (int at = 0; at < stream.Length; at += 64 << 10)
            reader.Feed(stream.AsSpan(at, Math.Min(64 << 10, stream.Length - at)));
    }

    private static string Printable(string text) => '"' + text.Replace("\n", "<lf>").Replace("\r", "<cr>").Replace("\ufeff", "<bom>") + '"';

    private sealed class Recorder : ISseHandler
    {
        private readonly List<string> _events = [];
        private readonly StringBuilder _data = new();

        public int EmptyPieces { get; private set; }

        public string Pending => _data.ToString();

        public void EventName(ReadOnlySpan<byte> name) => _events.Add("E:" + Splits.Latin(name));

        public void Data(ReadOnlySpan<byte> slice)
        {
            if (slice.IsEmpty)
                EmptyPieces++;
            _data.Append(Splits.Latin(slice).Replace("\n", "<lf>"));
        }

        public void Dispatch()
        {
            if (_data.Length > 0)
                _events.Add("D:" + _data);
            _data.Clear();
            _events.Add(".");
        }

        public void Done() => _events.Add(_data.Length > 0 ? "data before DONE" : "DONE");

        public void Clear() => _events.Clear();

        public override string ToString() => string.Join('|', _events);
    }

    private sealed class Counter : ISseHandler
    {
        public long Bytes { get; set; }

        public void EventName(ReadOnlySpan<byte> name)
        {
        }

        public void Data(ReadOnlySpan<byte> slice) => Bytes += slice.Length;

        public void Dispatch()
        {
        }

        public void Done()
        {
        }
    }
}
