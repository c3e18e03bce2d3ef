using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Mistral;

/// <summary>The promise: a conversation's pictures are fetched and become the contract's answer, and one without pictures is a failure.</summary>
internal sealed class MistralAnswerTests
{
    private const string Model = "mistral-medium-latest";
    private const string First = "https://provider.test/v1/files/e5b92a43-77ab-4f21-8d1c-0a36b3d57f11/content";

    private static byte[] Picture => CodecFixture.Bytes("huggingface/answers/hf-inference.png");

    [Test]
    public void Walk_Plain_IsThePictureWithItsUsage()
    {
        var call = CodecCall.Create("mistral", Model);
        var (outcome, legs) = call.Walk(Answer("conversation.json"), ("application/octet-stream", Picture));

        Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)));
        Assert.That(legs.Select(Describe), Is.EqualTo(new[] { "Submit POST https://provider.test/v1/conversations", "Download GET " + First }));
        Assert.That(ProviderCatalog.All["mistral"].Hosts.Delivery, Is.Empty);
        var answer = JsonNode.Parse(outcome.Output)!;
        Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(Convert.ToBase64String(Picture)));
        Assert.That(answer["usage"]!.ToJsonString(), Is.EqualTo("""{"input_tokens":258,"output_tokens":94,"total_tokens":352,"input_tokens_details":{"text_tokens":258,"image_tokens":0}}"""));
    }

    [Test]
    public void Read_EveryEvent_IsProgress()
    {
        var call = CodecCall.Create("mistral", Model, "\"stream\":true");
        ImageSink? sink = null;
        var told = 0;
        call.Read((type, target) => ProviderCatalog.All["mistral"].CreateReader(call.Call, type, sink = target), "text/event-stream", feed =>
        {
            foreach (var block in CodecFixture.Text("mistral/legs/conversation.sse").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            {
                feed(Splits.Utf8(block + "\n\n"));
                if (sink!.TakeProgress() == new WorkProgress(null, null))
                    told++;
            }
        });
        Assert.That(told, Is.EqualTo(8));
    }

    [Test]
    public void Read_ManyWords_AreCut()
    {
        var body = $$"""{"outputs":[{"type":"message.output","content":"{{new string('w', 100_000)}}"}]}""";
        var outcome = CodecCall.Create("mistral", Model).Read("application/json", feed => feed(Splits.Utf8(body)));
        Assert.That(outcome.Failure!.Message, Has.Length.LessThan(400));
        Assert.That(outcome.Failure.Message, Does.EndWith("w…"));
    }

    [TestCase("..")]
    [TestCase(".")]
    public void Read_FileThatLeadsElsewhere_IsRefused(string id)
    {
        var body = $$"""{"outputs":[{"content":[{"type":"tool_file","file_id":"{{id}}"}]}]}""";
        var outcome = CodecCall.Create("mistral", Model).Read("application/json", feed => feed(Splits.Utf8(body)));
        Assert.That((outcome.Failure?.Code, outcome.Next), Is.EqualTo(("malformed_response", (object?)null)));
    }

    [Test]
    public void Read_MoreFilesThanAnyConversationMakes_IsRefused()
    {
        var chunks = string.Join(',', Enumerable.Range(0, 33).Select(i => $$"""{"type":"tool_file","file_id":"f{{i}}"}"""));
        var outcome = CodecCall.Create("mistral", Model).Read("application/json", feed => feed(Splits.Utf8($$"""{"outputs":[{"content":[{{chunks}}]}]}""")));
        Assert.That(outcome.Failure?.Code, Is.EqualTo("malformed_response"));
    }

    [TestCase("""{"prompt_tokens":1,"completion_tokens":2}""", """{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":{"text_tokens":1,"image_tokens":0}}""")]
    [TestCase("""{"prompt_tokens":1,"completion_tokens":2,"total_tokens":10,"connector_tokens":null}""", """{"input_tokens":1,"output_tokens":2,"total_tokens":10,"input_tokens_details":{"text_tokens":1,"image_tokens":0}}""")]
    [TestCase("""{"prompt_tokens":"many"}""", null)]
    [TestCase("[]", null)]
    public void Usage_Counts_BecomeOpenAIs(string usage, string? expected)
    {
        var body = $$"""{"usage":{{usage}},"outputs":[{"content":[{"type":"tool_file","file_id":"f"}]}]}""";
        var (outcome, _) = CodecCall.Create("mistral", Model).Walk(("application/json", Splits.Utf8(body)), (null, Picture));
        Assert.That(JsonNode.Parse(outcome.Output)!["usage"]?.ToJsonString(), Is.EqualTo(expected));
    }

    [Test]
    public void Usage_NameThatIsNoUnicode_CostsNoPicture()
    {
        var body = """{"usage":{"prompt_tokens":1,"completion_tokens":2,"\ud800rompt_tokens":3},"outputs":[{"content":[{"type":"tool_file","file_id":"f"}]}]}""";
        var (outcome, _) = CodecCall.Create("mistral", Model).Walk(("application/json", Splits.Utf8(body)), (null, Picture));
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain(Convert.ToBase64String(Picture)));
    }

    private static string TypeOf(string file) => file.EndsWith(".sse", StringComparison.Ordinal) ? "text/event-stream" : "application/json";

    private static (string?, byte[]) Answer(string file) => (TypeOf(file), CodecFixture.Bytes($"mistral/legs/{file}"));

    private static string Describe(ProviderLeg leg) => $"{leg.Kind} {leg.Request.Method} {leg.Request.Uri.AbsoluteUri}";
}
