using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>Each refusal of a request has its status, its words and the member at fault.</summary>
internal sealed class RequestValidationTests
{
    private const int Limit = 4096;

    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = Limit } }));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("{", "invalid_json", null)]
    [TestCase("", "invalid_json", null)]
    [TestCase("{} {}", "invalid_json", null)]
    [TestCase("""{"model":"sandbox/painter","prompt":"\ud800"}""", "invalid_json", null)]
    [TestCase("[]", null, null)]
    [TestCase("\"text\"", null, null)]
    [TestCase("{}", "missing_required_parameter", "model")]
    [TestCase("""{"model":"sandbox/painter"}""", "missing_required_parameter", "prompt")]
    [TestCase("""{"model":"sandbox/painter","prompt":"  "}""", "missing_required_parameter", "prompt")]
    [TestCase("""{"model":"","prompt":"p"}""", "missing_required_parameter", "model")]
    [TestCase("""{"model":5,"prompt":"p"}""", "invalid_type", "model")]
    [TestCase("""{"model":"sandbox/painter","prompt":["p"]}""", "invalid_type", "prompt")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","prompt":"q"}""", "duplicate_parameter", "prompt")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","\u0070rompt":"q"}""", "duplicate_parameter", "prompt")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","n":0}""", "invalid_value", "n")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","n":11}""", "invalid_value", "n")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","n":1.5}""", "invalid_type", "n")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","n":"2"}""", "invalid_type", "n")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","n":99999999999}""", "invalid_value", "n")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","stream":true,"partial_images":4}""", "invalid_value", "partial_images")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","output_compression":101}""", "invalid_value", "output_compression")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","output_compression":-1}""", "invalid_value", "output_compression")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","size":"big"}""", "invalid_value", "size")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","size":"0x10"}""", "invalid_value", "size")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","size":1024}""", "invalid_value", "size")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","stream":"yes"}""", "invalid_type", "stream")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","stream":true,"response_format":"url"}""", "unsupported_parameter", "response_format")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","response_format":"jpg"}""", "invalid_value", "response_format")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","fallbacks":"a/b"}""", "invalid_type", "fallbacks")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","fallbacks":[1]}""", "invalid_type", "fallbacks")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","seed":1e30}""", "invalid_type", "seed")]
    public async Task Post_MalformedRequest_Is400AndNamesTheMember(string body, string? code, string? param)
    {
        using var response = await _gateway.PostAsync("/v1/images/generations", body);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("invalid_request_error"));
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
            Assert.That((string?)envelope["error"]!["param"], Is.EqualTo(param));
            Assert.That((bool)envelope["is_bifrost_error"]!, Is.False);
        });
    }

    [TestCase("""{"model":"sandbox/painter","prompt":"p","size":"32x32","quality":null,"n":null}""")]
    [TestCase("""{"model":"sandbox/painter","prompt":"p","size":"32x32","stream":false,"response_format":"b64_json"}""")]
    [TestCase("""{"\u006dodel":"sandbox\/painter","prompt":"\u0070","size":"32X32"}""")]
    public async Task Post_UnusualButLegal_Draws(string body)
    {
        using var response = await _gateway.PostAsync("/v1/images/generations", body);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [TestCase("/v1/images/generations", "prompt cannot be empty")]
    [TestCase("/openai/v1/images/generations", "prompt not provided for image generation request")]
    public async Task Post_WithoutAPrompt_HasTheRoutesWords(string path, string message)
    {
        using var response = await _gateway.PostAsync(path, """{"model":"sandbox/painter"}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo(message));
    }

    [TestCase("text/plain")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/jsonp")]
    public async Task Post_AnotherContentType_Is415(string type)
    {
        using var response = await PostAsync("""{"model":"sandbox/painter","prompt":"p"}""", content => content.Headers.ContentType = MediaTypeHeaderValue.Parse(type));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.UnsupportedMediaType);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("unsupported_media_type"));
    }

    [TestCase("application/json")]
    [TestCase("Application/JSON; charset=utf-8")]
    [TestCase("application/vnd.api+json")]
    [TestCase(null)]
    public async Task Post_JsonByAnyName_IsRead(string? type)
    {
        using var response = await PostAsync(
            """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""", content => content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Post_CompressedBody_Is415()
    {
        using var response = await PostAsync("{}", content =>
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Headers.ContentEncoding.Add("gzip");
        });

        await response.EnvelopeAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Post_BodyOverTheLimit_Is413HoweverItsLengthIsTold(bool chunked)
    {
        var body = $$"""{"model":"sandbox/painter","prompt":"{{new string('x', Limit)}}"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { TransferEncodingChunked = chunked },
        };
        using var response = await _gateway.Client.SendAsync(request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("request_too_large"));
        Assert.That((string?)envelope["error"]!["message"], Does.Contain($"{Limit} bytes"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Post_BodyOfExactlyTheLimit_IsRead(bool chunked)
    {
        const string Frame = """{"model":"sandbox/painter","size":"32x32","prompt":""}""";
        var body = Frame.Insert(Frame.Length - 2, new string('x', Limit - Frame.Length));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { TransferEncodingChunked = chunked },
        };
        using var response = await _gateway.Client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task<HttpResponseMessage> PostAsync(string body, Action<HttpContent> change)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        change(content);
        return await _gateway.Client.PostAsync("/v1/images/generations", content);
    }
}
