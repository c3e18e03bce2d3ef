using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: requests in the forms that clients really send are understood, and told where they are not.</summary>
internal sealed class RequestFormTests
{
    private RawProvider _provider = null!;
    private GatewayHost _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(RawAnswer.PictureAsync);
        _gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", _provider.Address),
            ["xai"] = ProxyJson.Cluster("xai", _provider.Address),
            ["nebius"] = ProxyJson.Cluster("nebius", _provider.Address),
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","size":"1024*1536"}""", "\"size\":\"1024x1536\"", "1024*1536", "1024x1536")]
    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","size":"1024×1536"}""", "\"size\":\"1024x1536\"", "1024×1536", "1024x1536")]
    [TestCase("""{"model":"xai/grok-imagine-image","prompt":"a fox","size":"16:9"}""", "\"aspect_ratio\":\"16:9\"", "16:9", "aspect_ratio 16:9")]
    [TestCase("""{"model":"xai/grok-imagine-image","prompt":"a fox","size":"2K"}""", "\"resolution\":\"2k\"", "2K", "resolution 2K")]
    [TestCase("""{"model":"nebius/house/flux","prompt":"a fox","size":"2K"}""", "\"width\":2048,\"height\":2048", "2K", "resolution 2K")]
    public async Task Generate_SizeInAnotherForm_IsSentAsWhatItMeansAndReported(string body, string sent, string asked, string became)
    {
        using var response = await _gateway.PostAsync(Generations, body);
        var answer = await response.JsonAsync();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        Assert.That(_provider.Requests.Single().Body, Does.Contain(sent));
        var change = answer["extra_fields"]!["converted_params"]!.AsArray().First(one => (string?)one!["param"] == "size")!;
        Assert.That(((string?)change["asked"], (string?)change["sent"]), Is.EqualTo((asked, became)));
    }

    [TestCase("16:9")]
    [TestCase("2K")]
    public async Task Generate_SizeThatTheModelHasNoPlaceFor_Is400WithItsSizes(string size)
    {
        using var response = await _gateway.PostAsync(Generations, $$"""{"model":"openai/gpt-image-2","prompt":"a fox","size":"{{size}}"}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["param"], Is.EqualTo("size"));
        Assert.That((string?)envelope["error"]!["message"], Does.Contain("'auto' or WIDTHxHEIGHT in pixels, for example '1024x1024'"));
        Assert.That(_provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_EmptyTexts_AreNotGiven()
    {
        string[] names = ["size", "quality", "style", "response_format", "background", "moderation", "output_format", "user", "safety_identifier",
            "negative_prompt", "aspect_ratio", "resolution", "complexity"];
        var members = string.Concat(names.Select((name, i) => $",\"{name}\":\"{(i % 3 == 0 ? "" : i % 3 == 1 ? " " : "\\u0020")}\""));
        using var response = await _gateway.PostAsync(Generations, $$"""{"model":"openai/gpt-image-2","prompt":"a fox"{{members}}}""");
        var answer = await response.JsonAsync();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        Assert.That(_provider.Requests.Single().Body, Is.EqualTo("""{"model":"gpt-image-2","prompt":"a fox"}"""));
        Assert.That(answer["extra_fields"]!.AsObject().ContainsKey("warnings"), Is.False);
    }

    [Test]
    public async Task Generate_ByteOrderMark_IsSkipped()
    {
        using var content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Request)]);
        using var response = await _gateway.Client.PostAsync(Generations, content);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("/v1/images/generations", "{\"model\":\"a/b\",\n \"prompt\":}", "Invalid request payload: not valid JSON at line 2, byte 11: '}' is an invalid start of a value")]
    [TestCase("/openai/v1/images/generations", "{\"prompt\":\"p\",}", "Invalid JSON: not valid JSON at line 1, byte 15: The JSON object contains a trailing comma at the end which is not supported in this mode")]
    [TestCase("/v1/images/generations", "{\"model\":\"a/b\"", "Invalid request payload: not valid JSON at line 1, byte 15: it ends inside an object or array, whose closing bracket is missing")]
    [TestCase("/v1/images/generations", "{\"model\":\"a/b", "Invalid request payload: not valid JSON at line 1, byte 14: it ends inside a string, whose closing quotation mark is missing")]
    [TestCase("/v1/images/generations", "{\"model\":", "Invalid request payload: not valid JSON at line 1, byte 10: it ends inside an object or array, whose closing bracket is missing")]
    [TestCase("/v1/images/generations", "", "Invalid request payload: the body is empty")]
    [TestCase("/v1/images/generations", " \n", "Invalid request payload: the body is empty")]
    public async Task Generate_BrokenJson_IsToldWithItsPlaceInTheMessage(string path, string body, string message)
    {
        using var response = await _gateway.PostAsync(path, body);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo(message));
    }

    [TestCase("model", 512)]
    [TestCase("user", 512)]
    [TestCase("safety_identifier", 512)]
    [TestCase("quality", 256)]
    [TestCase("aspect_ratio", 256)]
    public async Task Generate_TextBeyondItsBound_Is400(string member, int most)
    {
        var name = "openai/" + new string('m', member == "model" ? most - 6 : 5);
        var more = member == "model" ? "" : $",\"{member}\":\"{new string('x', most + 1)}\"";
        using var response = await _gateway.PostAsync(Generations, $$"""{"model":"{{name}}","prompt":"p"{{more}}}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo($"'{member}' must be at most {most} characters long."));
        Assert.That(envelope.ToJsonString().Length, Is.LessThan(2000));
    }

    [Test]
    public async Task Generate_FallbackOfALongName_Is400()
    {
        using var response = await _gateway.PostAsync(Generations, $$"""{"model":"openai/m","prompt":"p","fallbacks":["openai/{{new string('m', 512)}}"]}""");
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["param"], Is.EqualTo("fallbacks"));
    }
}
