using System.Text.Json.Nodes;
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

/// <summary>The promise: the last line's picture passes through in slices, the lines before it are progress, and no line is taken for more than it is.</summary>
internal sealed class OllamaAnswerTests
{
    private const string Model = "x/z-image-turbo";
    private const string Lines = "application/x-ndjson";
    // Sends a plain call to the native route, so that both forms read its lines.
    private const string Native = "\"num_inference_steps\":3";

    [TestCase("lines.ndjson")]
    [TestCase("lines-loose.ndjson")]
    [TestCase("single.json")]
    [TestCase("done-apart.ndjson")]
    public void Read_Lines_GiveTheFileBesideThemAtEverySplit(string file) => CodecFixture.CheckAnswer("ollama", Model, Native, file, Lines);

    [Test]
    public void Read_CompatibleAnswer_IsThePictureAtEverySplit()
    {
        var call = CodecCall.Create("ollama", Model);
        var bytes = CodecFixture.Bytes("ollama/answers/images.json");
        Splits.ForEach(bytes, (division, feed) =>
        {
            var outcome = call.Read("application/json", feed);
            Assert.That(outcome.Failure, Is.Null, division);
            var answer = JsonNode.Parse(outcome.Output)!;
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Does.StartWith("iVBORw0KGgo"), division);
            Assert.That((long?)answer["created"], Is.EqualTo(1704067200), division);
        });
        CodecFixture.CheckTorn(call, "application/json", bytes);
    }

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

    [TestCase("load", 502, "no_image", "only loaded the model")]
    [TestCase("words", 502, "no_image", "the model answered in words: A sunset is \"red\".")]
    [TestCase("empty-image", 502, "no_image", "without an image")]
    [TestCase("error-midway", 502, null, "image runner crashed: out of memory")]
    [TestCase("error-model", 404, "model_not_found", "ollama pull x/z-image-turbo")]
    [TestCase("error-removed", 400, "unsupported_operation", "0.32.5")]
    [TestCase("undone", 502, "truncated_response", "ended before it was whole")]
    public void Read_NoPicture_IsAFailureAtEverySplit(string name, int status, string? code, string message)
    {
        foreach (var members in new[] { Native, "\"stream\":true" })
        {
            var call = CodecCall.Create("ollama", Model, members);
            Splits.ForEach(CodecFixture.Bytes($"ollama/failures/{name}.ndjson"), (division, feed) =>
            {
                var outcome = call.Read(Lines, feed);
                Assert.That(outcome.HasImage, Is.False, division);
                Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((status, code)), division);
                Assert.That(outcome.Failure!.Message, Does.Contain(message), division);
            });
        }
    }

    [TestCase("{\"image\":\"iVBORw0KGgo\",\"image\":\"iVBORw0KGgo\",\"done\":true}\n")]
    [TestCase("{\"image\":\"iVBORw0KGgo\"}\n{\"image\":\"iVBORw0KGgo\",\"done\":true}\n")]
    [TestCase("{\"completed\":1}{\"image\":\"iVBORw0KGgo\",\"done\":true}\n")]
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
