using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.SelfHosted;

/// <summary>The promise: whatever a server of one's own answers, the client gets pictures or a failure that says what is wrong.</summary>
[TestFixture("sgl")]
[TestFixture("vllm")]
internal sealed class SelfHostedAnswerTests(string provider)
{
    private const string Picture =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4IScCAAKsAPsIOf9JAAAAAElFTkSuQmCC";

    [TestCase("\"error\":{\"message\":\"half done\"}")]
    [TestCase("\"error\":\"half done\"")]
    public void Read_ErrorBesideAPicture_IsAFailure(string error)
    {
        foreach (var body in new[] { $"{{\"data\":[{{\"b64_json\":\"{Picture}\"}}],{error}}}", $"{{{error},\"data\":[{{\"b64_json\":\"{Picture}\"}}]}}" })
            Assert.That(Read(body).Failure?.Message, Is.EqualTo("half done"));
    }

    [Test]
    public void Read_ErrorTooLongToBeRead_IsAFailureAllTheSame()
    {
        var outcome = Read($$$"""{"data":[{"b64_json":"{{{Picture}}}"}],"error":{"message":"{{{new string('x', 70_000)}}}"}}""");
        Assert.That((outcome.Failure?.Status, outcome.Failure?.Message), Is.EqualTo((502, "provider API error")));
    }

    [TestCase("[]", 502, "no_image")]
    [TestCase("\"text\"", 500, "malformed_response")]
    [TestCase("<html></html>", 500, "malformed_response")]
    [TestCase("""{"data":[{"b64_json":"AAAA"}]}}""", 500, "malformed_response")]
    [TestCase("""{"data":[{"url":"data:image/png,plain"}]}""", 500, "malformed_response")]
    [TestCase("""{"data":[{"url":"http://["}]}""", 500, "malformed_response")]
    [TestCase("", 502, "truncated_response")]
    public void Read_Malformed_IsAFailure(string body, int status, string code)
    {
        var outcome = Read(body);
        Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((status, code)));
    }

    // The gateway keeps members about the server's disk, and unknown ones, to itself.
    [Test]
    public void Read_MembersOfTheServersOwn_StayBehind()
    {
        var outcome = Read(
            $$"""{"object":"x","type":"y","file_path":"/srv/a","host":"node-7","data":[{"file_path":"/srv/b","b64_json":"{{Picture}}","resize":"2x2","seed_path":"/srv/c"}]}""");
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain(Picture).And.Not.Contain("/srv").And.Not.Contain("node-7").And.Not.Contain("resize").And.Not.Contain("\"object\""));
    }

    [TestCase("\"a red fox\"", null)]
    [TestCase("\"a red fo\\u0078\"", null)]
    [TestCase("\"a red fox at dawn\"", "a red fox at dawn")]
    [TestCase("null", null)]
    [TestCase("[\"x\"]", null)]
    public void Read_RevisedPrompt_IsToldWhenItIsNews(string json, string? told)
    {
        foreach (var item in new[] { $"\"revised_prompt\":{json},\"b64_json\":\"{Picture}\"", $"\"b64_json\":\"{Picture}\",\"revised_prompt\":{json}" })
            Assert.That((string?)Item(Read($"{{\"data\":[{{{item}}}]}}"))["revised_prompt"], Is.EqualTo(told));
    }

    [TestCase("""{"prompt_tokens":null,"completion_tokens":null,"total_tokens":null,"image_count":1}""", null)]
    [TestCase("{}", null)]
    [TestCase("[3]", null)]
    [TestCase("""{"prompt_tokens":"3","total_tokens":-1,"completion_tokens":1.5}""", """{"input_tokens":0,"output_tokens":2,"total_tokens":2,"input_tokens_details":{"text_tokens":0,"image_tokens":0}}""")]
    [TestCase("""{"prompt_tokens":3,"completion_tokens":null,"total_tokens":10,"image_count":1}""", """{"input_tokens":3,"output_tokens":7,"total_tokens":10,"input_tokens_details":{"text_tokens":3,"image_tokens":0},"image_count":1}""")]
    [TestCase("""{"input_tokens":3,"output_tokens":4,"input_tokens_details":{"text_tokens":3}}""", """{"input_tokens":3,"output_tokens":4,"total_tokens":7,"input_tokens_details":{"text_tokens":3,"image_tokens":0}}""")]
    [TestCase("""{"total_tokens":0}""", """{"input_tokens":0,"output_tokens":0,"total_tokens":0,"input_tokens_details":{"text_tokens":0,"image_tokens":0}}""")]
    public void Read_Usage_HasOpenAIsNamesAndNoInventedZeros(string usage, string? told)
    {
        var outcome = Read($$"""{"usage":{{usage}},"data":[{"b64_json":"{{Picture}}"}]}""");
        Assert.That(JsonNode.Parse(outcome.Output)!["usage"]?.ToJsonString(), Is.EqualTo(told));
    }

    [TestCase("\"url\":\"/v1/images/x/content\",\"b64_json\":\"" + Picture + "\"")]
    [TestCase("\"b64_json\":\"" + Picture + "\",\"url\":\"/v1/images/x/content\"")]
    [TestCase("\"url\":\"data:image/png;base64," + Picture + "\",\"b64_json\":\"" + Picture + "\"")]
    [TestCase("\"b64_json\":\"" + Picture + "\",\"b64_json\":\"" + Picture + "\"")]
    public void Read_PictureNamedTwice_IsOnePicture(string item)
    {
        var outcome = Read($"{{\"data\":[{{{item}}}]}}");
        Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)));
        Assert.That(Item(outcome).ToJsonString(), Is.EqualTo($$"""{"b64_json":"{{Picture}}","index":0}"""));
    }

    // The gateway's guard decides about the address: it refuses another host than the destination's.
    [TestCase("https://cdn.example/x.png", "https://cdn.example/x.png")]
    [TestCase("//cdn.example/x.png", "https://cdn.example/x.png")]
    [TestCase("files/x.png", "https://provider.test/files/x.png")]
    [TestCase("/v1/images/x/content?variant=1", "https://provider.test/v1/images/x/content?variant=1")]
    public void Read_Address_IsTakenAgainstTheServers(string url, string address)
    {
        var next = Read($$"""{"data":[{"url":"{{url}}"}]}""").Next!;
        Assert.That((next.Kind, next.Request.Method, next.Request.Uri.AbsoluteUri, ProviderCatalog.All[provider].Hosts.Delivery.Count),
            Is.EqualTo((LegKind.Download, "GET", address, 0)));
    }

    [Test]
    public void Read_AddressesWithoutEnd_AreMalformed()
    {
        var items = string.Join(',', Enumerable.Repeat("{\"url\":\"/a.png\"}", 33));
        Assert.That(Read($"{{\"data\":[{items}]}}").Failure?.Code, Is.EqualTo("malformed_response"));
    }

    [Test]
    public void Read_MemberTooLarge_IsLeftOutWithAWarning()
    {
        var outcome = Read($$"""{"metrics":["{{new string('x', 70_000)}}"],"data":[{"b64_json":"{{Picture}}"}]}""");
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain("member_too_large").And.Not.Contain("xxx"));
    }

    [Test]
    public void Read_MemberTwice_IsToldOnce() =>
        Assert.That(
            Read($$"""{"created":1,"created":2,"data":[{"b64_json":"{{Picture}}"}],"created":3}""").Output.Split("\"created\""), Has.Length.EqualTo(2));

    [Test]
    public void Read_LargePicture_GoesOutWhileItArrives()
    {
        var picture = "iVBORw0KGgo" + new string('A', 200_000);
        var outcome = Read($$"""{"data":[{"b64_json":"{{picture}}""");
        Assert.That((outcome.HasImage, outcome.Failure?.Code), Is.EqualTo((true, "truncated_response")));
        Assert.That(outcome.Output, Does.EndWith(picture));
    }

    [Test]
    public void Read_FewerPicturesThanAsked_SaysSo()
    {
        var call = CodecCall.Create(provider, "m", "\"n\":3");
        var outcome = call.Read("application/json", feed => feed(Splits.Utf8($$"""{"data":[{"b64_json":"{{Picture}}"},{"b64_json":null}]}""")));
        Assert.That(outcome.Output, Does.Contain("fewer_images"));
    }

    [TestCase(false, 10)]
    public void Capabilities_AnyModel_GivesTenPicturesNoEventsAndNoUrl(bool streams, int most)
    {
        var codec = ProviderCatalog.All[provider];
        var row = codec.CapabilitiesOf("any/model");
        Assert.That((row.Streams, row.MaxImages, row.GivesUrl, codec.TelemetryName), Is.EqualTo((streams, most, false, provider)));
    }

    private CodecOutcome Read(string body) => CodecCall.Create(provider, "m").Read("application/json", feed => feed(Splits.Utf8(body)));

    private static JsonNode Item(CodecOutcome outcome) => JsonNode.Parse(outcome.Output)!["data"]!.AsArray().Single()!;
}
