using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.SeveralPictures;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Providers.Ollama;

/// <summary>A local Ollama server through the gateway.</summary>
internal sealed class OllamaGatewayTests
{
    private const string Images = "POST /v1/images/generations HTTP/1.1";
    private const string Native = "POST /api/generate HTTP/1.1";
    private const string NativeUntilClose = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n";

    [TestCase(null, null)]
    [TestCase("test-key-123456", "Bearer test-key-123456")]
    public async Task Generate_Plain_AsksTheCompatibleRouteWithAKeyOnlyIfThereIsOne(string? key, string? authorization)
    {
        await using var provider = RawProvider.Start(Says("answers/images.json"));
        await using var gateway = await StartAsync(provider, key: key);

        using var response = await gateway.PostAsync(Generations, Ask(""","size":"1x1","seed":7"""));

        var answer = await response.JsonAsync();
        var request = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Does.StartWith("iVBORw0KGgo"));
            Assert.That((string?)answer["output_format"], Is.EqualTo("png"));
            Assert.That(request.Head, Does.StartWith(Images));
            Assert.That(request.Header("Authorization"), Is.EqualTo(authorization));
            Assert.That(request.Body, Is.EqualTo("""{"model":"x/z-image-turbo","prompt":"a red kite","size":"1x1","response_format":"b64_json","seed":7}"""));
            Assert.That(answer.Warnings(), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_Stream_AsksTheNativeRouteAndEndsInACompletedEvent()
    {
        await using var provider = RawProvider.Start(Says("answers/lines.ndjson"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","stream":true,"seed":7,"num_inference_steps":3"""));

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(item => item.Name), Is.EqualTo(new[] { "image_generation.completed" }));
            Assert.That((string?)events[0].Json["b64_json"], Does.StartWith("iVBORw0KGgo"));
            Assert.That(provider.Requests.Single().Head, Does.StartWith(Native));
            Assert.That(provider.Requests.Single().Body, Is.EqualTo(
                """{"model":"x/z-image-turbo","prompt":"a red kite","steps":3,"options":{"seed":7},"stream":true}"""));
        });
    }

    [TestCase("")]
    [TestCase(""","stream":true""")]
    public async Task Generate_SeveralPictures_AreSeveralCallsEachWithItsSeed(string members)
    {
        await using var provider = RawProvider.Start(Says(members.Length == 0 ? "answers/images.json" : "answers/lines.ndjson"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask($$""","n":3,"seed":5{{members}}"""));

        var text = await response.Content.ReadAsStringAsync();
        var seeds = provider.Requests.Select(request => JsonNode.Parse(request.Body)!).Select(body => (int?)(body["seed"] ?? body["options"]!["seed"]));
        Assert.That(text.Split("\"b64_json\""), Has.Length.EqualTo(4), text);
        Assert.That(seeds.Order(), Is.EqualTo(new[] { 5, 6, 7 }));
    }

    [Test]
    public async Task Generate_LargeSize_IsMadeSmallerAndTold()
    {
        await using var provider = RawProvider.Start(Says("answers/images.json"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","size":"8192x4096","quality":"hd" """));

        var answer = await response.JsonAsync();
        Assert.That((string?)JsonNode.Parse(provider.Requests.Single().Body)!["size"], Is.EqualTo("4096x2048"));
        Assert.That(answer.Warnings(), Is.EquivalentTo(new[] { "dropped_parameter", "converted_parameter", "size_mismatch" }));
        Assert.That(response.Header("x-bifrost-dropped-params"), Is.EqualTo("quality"));
    }

    [TestCase(404, "errors/no-route.txt", "", 400, "unsupported_operation", "0.32.5")]
    [TestCase(400, "errors/removed.json", ""","stream":true""", 400, "unsupported_operation", "0.32.5")]
    [TestCase(404, "errors/model-openai.json", "", 404, "model_not_found", "ollama pull x/z-image-turbo")]
    [TestCase(404, "errors/model.json", ""","stream":true""", 404, "model_not_found", "ollama pull x/z-image-turbo")]
    [TestCase(400, "errors/prompt.json", "", 400, null, "prompt is required")]
    [TestCase(500, "errors/memory.json", "", 500, null, "more system memory")]
    [TestCase(200, "failures/load.ndjson", ""","stream":true""", 502, "no_image", "only loaded the model")]
    [TestCase(200, "failures/words.ndjson", ""","stream":true""", 502, "no_image", "in words")]
    [TestCase(200, "failures/error-midway.ndjson", ""","stream":true""", 502, null, "image runner crashed")]
    public async Task Generate_ServerFails_IsToldByItsStatus(int status, string fixture, string members, int outStatus, string? code, string message)
    {
        await using var provider = RawProvider.Start(Says(fixture, status));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(members));

        var envelope = await response.EnvelopeAsync((HttpStatusCode)outStatus);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
        Assert.That((string?)envelope["error"]!["message"], Does.Contain(message));
    }

    [TestCase(404, "errors/no-route.txt", "ollama 400 invalid_request_error free")]
    [TestCase(400, "errors/removed.json", "ollama 400 invalid_request_error free")]
    [TestCase(404, "errors/model.json", "ollama 404 invalid_request_error free")]
    public async Task Generate_ServerDoesNotDraw_IsServedByTheFallback(int status, string fixture, string line)
    {
        await using var provider = RawProvider.Start(Says(fixture, status));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, second);

        using var response = await gateway.PostAsync(Generations, Ask(""","fallbacks":["second/gpt-image-2"]"""));

        var answer = await response.JsonAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer["extra_fields"]!.Trail(), Is.EqualTo(new[] { line, "second 200 - billed" }));
    }

    [Test]
    public async Task Generate_LineIsTorn_EndsInAnErrorEvent()
    {
        var lines = ProviderServer.Fixture("ollama/answers/lines.ndjson");
        var middle = lines.IndexOf("iVBORw0KGgo", StringComparison.Ordinal) + 40;
        var goOn = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(NativeUntilClose + lines[..middle]);
            await goOn.Task;
            await connection.SendAsync(lines[middle..(middle + 20)]);
            connection.Finish();
        });
        await using var gateway = await StartAsync(provider);

        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = Content(Ask(""","stream":true""")) };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        goOn.SetResult();

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(events.Single().Name, Is.EqualTo("error"));
        Assert.That((string?)events.Single().Json["error"]!["code"], Is.EqualTo("truncated_response"));
    }

    [Test]
    public async Task Generate_LineIsTornAtOnce_HasAStatusOfItsOwn()
    {
        var lines = ProviderServer.Fixture("ollama/answers/lines.ndjson");
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(NativeUntilClose + lines[..lines.IndexOf("\"image\"", StringComparison.Ordinal)]);
            connection.Finish();
        });
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(""","stream":true"""));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("truncated_response"));
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider, RawProvider? second = null, string? key = null)
    {
        var clusters = new JsonObject { ["ollama"] = ProxyJson.Cluster("ollama", provider.Address, key) };
        if (second is not null)
            clusters["second"] = ProxyJson.Cluster("openai", second.Address);
        return TestGateway.StartAsync(null, null, clusters);
    }

    private static string Ask(string members = "") => $$"""{"model":"ollama/x/z-image-turbo","prompt":"a red kite"{{members}}}""";

    private static Func<RawConnection, Task> Says(string fixture, int status = 200)
    {
        var body = ProviderServer.Fixture("ollama/" + fixture);
        var type = Path.GetExtension(fixture) switch
        {
            ".ndjson" => "application/x-ndjson",
            ".txt" => "text/plain",
            _ => "application/json; charset=utf-8",
        };
        return connection => connection.SendAsync(
            $"HTTP/1.1 {status} Status\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }
}
