using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Answers;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Ollama;

/// <summary>
/// The promise: the last line's picture passes through in slices, the lines before it are progress, and no line is taken for more than it is.
/// </summary>
internal sealed class OllamaAnswerTests
{
    private const string Model = "x/z-image-turbo";
    private const string Lines = "application/x-ndjson";

    [Test]
    public void Read_LinesOfProgress_AreTold()
    {
        var call = CodecCall.Create("ollama", Model, "\"stream\":true");
        ImageSink? sink = null;
        var told = new List<WorkProgress?>();
        call.Read((type, target) => ProviderCatalog.All["ollama"].CreateReader(call.Call, type, sink = target), Lines, feed =>
        {
            foreach (var line in CodecFixture.Text("ollama/answers/lines.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                feed(Splits.Utf8(line + "\n"));
                told.Add(sink!.TakeProgress());
            }
        });
        Assert.That(told, Is.EqualTo(new WorkProgress?[] { new(1, 3), new(2, 3), new(3, 3), null }));
    }

    [TestCase("{\"image\":\"iVBORw0KGgo=\",\"image\":\"iVBORw0KGgo=\",\"done\":true}\n")]
    [TestCase("{\"image\":\"iVBORw0KGgo=\"}\n{\"image\":\"iVBORw0KGgo=\",\"done\":true}\n")]
    [TestCase("{\"completed\":1}{\"image\":\"iVBORw0KGgo=\",\"done\":true}\n")]
    [TestCase("{\"completed\":\n1}\n")]
    [TestCase("<html>\n")]
    [TestCase("\"text\"\n")]
    public void Read_LinesThatAreNone_AreMalformed(string lines)
    {
        var outcome = CodecCall.Create("ollama", Model, "\"stream\":true").Read(Lines, feed => feed(Splits.Utf8(lines)));
        Assert.That(outcome.Failure?.Code, Is.EqualTo("malformed_response"));
    }

    [TestCase("")]
    [TestCase("\n \r\n\n")]
    public void Read_NoLines_IsTruncated(string lines)
    {
        var outcome = CodecCall.Create("ollama", Model, "\"stream\":true").Read(Lines, feed => feed(Splits.Utf8(lines)));
        Assert.That(outcome.Failure?.Code, Is.EqualTo("truncated_response"));
    }

    // It measures allocations, which grow while others empty the shared pool of buffers.
    [NonParallelizable]
    [Test]
    public void Feed_LargePictureInALine_AllocatesNextToNothing()
    {
        const int Picture = 8 * 1024 * 1024;
        const int Piece = 64 * 1024;
        var bytes = Splits.Utf8(
            $$"""{"completed":1,"total":2,"done":false}{{"\n"}}{"model":"m","image":"{{Pictures.Png(1024, 1024)}}{{new string('A', Picture)}}","done":true}{{"\n"}}""");
        var call = CodecCall.Create("ollama", Model, "\"stream\":true").Call;
        long written = 0;
        var allocated = Allocations.Least(() =>
        {
            var clock = new FakeTimeProvider();
            using var output = new PooledBuffer();
            var sink = OpenAIDialect.OpenAI.CreateSink(Answer.NewContext(clock, call.Request, stream: true), output);
            var reader = ProviderCatalog.All["ollama"].CreateReader(call, Lines, sink);
            written = 0;
            for (var at = 0; at < bytes.Length; at += Piece)
            {
                reader.Feed(bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at)));
                written += output.Count;
                output.Consume(output.Count);
            }
            reader.Complete();
            Assert.That(reader.Failure, Is.Null);
        });
        Assert.That(written, Is.GreaterThan(Picture));
        Assert.That(allocated, Is.LessThan(64 * 1024));
    }
}
