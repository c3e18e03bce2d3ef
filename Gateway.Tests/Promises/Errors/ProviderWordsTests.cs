using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Telemetry;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>
/// The promise: what a provider says of its failure reaches the client, in whatever form it says it, and no picture data does: neither in an
/// error, nor in a log line or a span.
/// </summary>
// A listener hears every gateway of the process.
[NonParallelizable]
internal sealed class ProviderWordsTests
{
    private const string Balance = "Sorry, your account balance is insufficient";

    private string _answer = "";
    private RawProvider _provider = null!;
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(connection => connection.SendAsync(_answer));
        var root = $"http://127.0.0.1:{_provider.Port}";
        _gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", root + "/v1/"),
            ["azure"] = ProxyJson.Cluster("azure", root + "/"),
            ["xai"] = ProxyJson.Cluster("xai", root + "/v1/"),
            ["nebius"] = ProxyJson.Cluster("nebius", root + "/v1/"),
            ["openrouter"] = ProxyJson.Cluster("openrouter", root + "/api/v1/"),
            ["chat"] = ProxyJson.Cluster("openrouter", root + "/api/v1/", metadata: ("Chat", "*")),
            ["gemini"] = ProxyJson.Cluster("gemini", root + "/v1beta/"),
            ["vertex"] = ProxyJson.Cluster("vertex", root + "/v1/"),
            ["ollama"] = ProxyJson.Cluster("ollama", root + "/"),
            ["sgl"] = ProxyJson.Cluster("sgl", root + "/"),
            ["vllm"] = ProxyJson.Cluster("vllm", root + "/"),
            ["mistral"] = ProxyJson.Cluster("mistral", root + "/"),
            ["huggingface"] = ProxyJson.Cluster("huggingface", root + "/"),
            ["bfl"] = ProxyJson.Cluster("bfl", root + "/v1/"),
            ["elevenlabs"] = ProxyJson.Cluster("elevenlabs", root + "/"),
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [TestCase(400, """{"errors":[{"code":5006,"message":"AiError: prompt too long"}],"success":false}""", "5006", "AiError: prompt too long")]
    [TestCase(403, """{"errors":["Your request was flagged by our content moderation system"],"name":"content_moderation"}""", "content_moderation", "Your request was flagged by our content moderation system")]
    [TestCase(400, """{"issues":[{"message":"Required"}],"name":"ZodError"}""", "ZodError", "Required")]
    [TestCase(400, """{"statusCode":400,"message":["prompt must be a string"],"error":"Bad Request"}""", null, "Bad Request: prompt must be a string")]
    [TestCase(422, """{"message":"The given data was invalid.","errors":{"size":["The size is unknown."]}}""", null, "The given data was invalid: The size is unknown.")]
    [TestCase(400, """{"success":false,"msg":"no such model","code":17}""", "17", "no such model")]
    public async Task Failure_WordsInAnyForm_ReachTheClient(int status, string body, string? code, string message)
    {
        foreach (var provider in (string[])["openai", "azure", "xai", "nebius", "openrouter", "chat", "gemini", "sgl", "vllm", "bfl", "elevenlabs"])
        {
            var error = await FailAsync(provider, RawAnswer.Whole(status, body), (HttpStatusCode)status);
            Assert.That(((string?)error["message"], (string?)error["code"]), Is.EqualTo((message, code)), provider);
        }
    }

    [TestCase("openai", """{"success":false,"code":30001,"message":"Sorry, your account balance is insufficient","data":null}""")]
    [TestCase("openai", """{"detail":"Sorry, your account balance is insufficient"}""")]
    [TestCase("azure", """{"msg":"Sorry, your account balance is insufficient","data":[]}""")]
    [TestCase("xai", """{"message":"Sorry, your account balance is insufficient","data":null}""")]
    [TestCase("nebius", """{"errors":[{"message":"Sorry, your account balance is insufficient"}]}""")]
    [TestCase("openrouter", """{"message":"Sorry, your account balance is insufficient"}""")]
    [TestCase("chat", """{"msg":"Sorry, your account balance is insufficient","choices":[]}""")]
    [TestCase("gemini", """{"message":"Sorry, your account balance is insufficient"}""")]
    [TestCase("vertex", """{"detail":"Sorry, your account balance is insufficient"}""")]
    [TestCase("bfl", """{"message":"Sorry, your account balance is insufficient"}""")]
    [TestCase("elevenlabs", """{"detail":[{"msg":"Sorry, your account balance is insufficient"}]}""")]
    [TestCase("ollama", """{"message":"Sorry, your account balance is insufficient","done":true}""")]
    [TestCase("huggingface", """{"message":"Sorry, your account balance is insufficient"}""")]
    public async Task Success_WithoutAPicture_SaysTheServersWords(string provider, string body)
    {
        var error = await FailAsync(provider, RawAnswer.Whole(200, body), HttpStatusCode.BadGateway);
        Assert.That((string?)error["code"], Is.EqualTo("no_image"));
        Assert.That((string?)error["message"], Does.Contain("without an image").And.EndsWith(": " + Balance));
    }

    // These read the words as an error of their own.
    [TestCase("sgl", """{"msg":"Sorry, your account balance is insufficient"}""")]
    [TestCase("vllm", """{"errors":["Sorry, your account balance is insufficient"]}""")]
    [TestCase("mistral", """{"msg":"Sorry, your account balance is insufficient"}""")]
    public async Task Success_WithAnErrorsWords_IsThatError(string provider, string body) => Assert.That(
        (string?)(await FailAsync(provider, RawAnswer.Whole(200, body), HttpStatusCode.BadGateway))["message"], Is.EqualTo(Balance));

    [TestCase("openai", "{\"message\":\"Sorry, your account balance is insufficient\"}")]
    [TestCase("chat", "{\"message\":\"Sorry, your account balance is insufficient\"}")]
    [TestCase("gemini", "{\"message\":\"Sorry, your account balance is insufficient\"}")]
    public async Task Stream_WithoutAPicture_SaysTheServersWords(string provider, string data)
    {
        var error = await FailAsync(
            provider,
            RawAnswer.EventsInChunks + RawAnswer.Chunk($"data: {data}\n\ndata: [DONE]\n\n") + RawAnswer.LastChunk,
            HttpStatusCode.BadGateway,
            ",\"stream\":true");
        Assert.That((string?)error["message"], Does.Contain("without an image").And.EndsWith(": " + Balance));
    }

    [TestCase("upstream connect error or disconnect/reset before headers", "upstream connect error or disconnect/reset before headers")]
    [TestCase("no\r\n healthy\tupstream\u0007\u200b ", "no healthy upstream")]
    [TestCase("\"Unauthorized\"", "Unauthorized")]
    [TestCase("wrong <b>gateway</b>", null)]
    [TestCase("<html><body>secret</body></html>", null)]
    [TestCase("\0\u0001binary", null)]
    public async Task Failure_PlainText_IsRepeatedButNoMarkup(string body, string? told)
    {
        foreach (var provider in (string[])["openai", "openrouter", "gemini", "sgl", "mistral", "huggingface", "elevenlabs", "bfl"])
        {
            var message = (string?)(await FailAsync(provider, Text(502, body), HttpStatusCode.BadGateway))["message"];
            if (told is null)
                Assert.That(message, Does.EndWith("(status 502)"), provider);
            else
                Assert.That(message, Is.EqualTo($"provider API error: the answer is not JSON (status 502): {told}"), provider);
        }
    }

    [Test]
    public async Task Failure_LongPlainText_IsCutAt200Characters()
    {
        var error = await FailAsync("openai", Text(503, string.Concat(Enumerable.Repeat("busy ", 4000))), HttpStatusCode.ServiceUnavailable);
        Assert.That((string?)error["message"], Is.EqualTo(
            "provider API error: the answer is not JSON (status 503): " + string.Concat(Enumerable.Repeat("busy ", 40)) + "…"));
    }

    [TestCase("Image generation failed with the following error: The response is blocked, as it may violate our policies. Error Code: 58061214")]
    [TestCase("Unable to show generated images. All images were filtered out because they violated Vertex AI's usage guidelines. Support codes: 39322892")]
    [TestCase("The prompt could not be submitted. This prompt contains sensitive words that violate Google's Responsible AI practices.")]
    public async Task Failure_GooglesPolicyTexts_AreModeration(string message)
    {
        foreach (var provider in (string[])["vertex", "gemini"])
        {
            var error = await FailAsync(
                provider,
                RawAnswer.Whole(400, new JsonObject { ["error"] = new JsonObject { ["code"] = 400, ["message"] = message, ["status"] = "INVALID_ARGUMENT" } }.ToJsonString()),
                HttpStatusCode.BadRequest,
                model: "imagen-3.0-generate-002");
            Assert.That(((string?)error["type"], (string?)error["code"]), Is.EqualTo(("image_generation_user_error", "moderation_blocked")));
        }
    }

    [Test]
    public async Task Failure_PolicyOfAnAccount_IsNoModeration()
    {
        var error = await FailAsync(
            "vertex",
            RawAnswer.Whole(403, """{"error":{"code":403,"message":"Project suspended: activities that violate our policies","status":"PERMISSION_DENIED"}}"""),
            HttpStatusCode.Forbidden);
        Assert.That((string?)error["code"], Is.EqualTo("PERMISSION_DENIED"));
    }

    [TestCase("""{"code":"E005","message":"The input or output was flagged as sensitive"}""", HttpStatusCode.BadRequest, "moderation_blocked", "The input or output was flagged as sensitive")]
    [TestCase("""{"code":"E001","message":"CUDA out of memory"}""", HttpStatusCode.BadGateway, "prediction_failed", "The provider's prediction failed: CUDA out of memory")]
    [TestCase("""{"detail":"no GPU"}""", HttpStatusCode.BadGateway, "prediction_failed", "The provider's prediction failed: no GPU")]
    [TestCase("""["out of memory"]""", HttpStatusCode.BadGateway, "prediction_failed", "The provider's prediction failed: out of memory")]
    [TestCase("""{"code":"E005"}""", HttpStatusCode.BadRequest, "moderation_blocked", "E005")]
    [TestCase("{}", HttpStatusCode.BadGateway, "prediction_failed", "The provider's prediction failed.")]
    public async Task Prediction_ErrorIsAnObject_IsRead(string json, HttpStatusCode status, string code, string message)
    {
        var error = await FailAsync(
            "huggingface", RawAnswer.Whole(200, $$"""{"id":"p1","status":"failed","output":null,"error":{{json}}}"""), status, model: "replicate/a/b");
        Assert.That(((string?)error["code"], (string?)error["message"]), Is.EqualTo((code, message)));
    }

    // The words of a model that draws no picture, and of a server that refuses a picture.
    [TestCase("openai", 400, """{"error":{"message":"cannot read data:image/png;base64,PIC as a picture","code":"PIC","param":"PIC","type":"PIC","moderation_details":{"input":"PIC"}}}""")]
    [TestCase("openai", 400, """{"errors":["not a picture: PIC"]}""")]
    [TestCase("openai", 200, """{"message":"PIC"}""")]
    [TestCase("azure", 400, """{"error":{"message":"bad","inner_error":{"content_filter_results":{"echo":"data:image\/png;base64,PIC"}}}}""")]
    [TestCase("xai", 200, """{"data":[],"block_reason":"PIC"}""")]
    [TestCase("nebius", 422, """{"detail":[{"loc":["body","image"],"msg":"PIC","type":"x"}]}""")]
    [TestCase("openrouter", 400, """{"error":{"code":400,"message":"Provider returned error","metadata":{"raw":"bad input: PIC","provider_name":"x"}}}""")]
    [TestCase("gemini", 200, """{"candidates":[{"content":{"parts":[{"text":"PIC"}]},"finishReason":"STOP"}]}""")]
    [TestCase("gemini", 400, """{"error":{"code":400,"message":"PIC","status":"INVALID_ARGUMENT"}}""")]
    [TestCase("ollama", 200, """{"response":"PIC","done":true}""")]
    [TestCase("sgl", 500, """{"detail":"PIC"}""")]
    [TestCase("mistral", 200, """{"outputs":[{"type":"message.output","content":"see PIC"}]}""")]
    [TestCase("huggingface", 400, """{"error":["bad","PIC"]}""")]
    [TestCase("elevenlabs", 400, """{"detail":{"status":"bad","message":"PIC"}}""")]
    [TestCase("bfl", 400, """{"detail":"PIC"}""")]
    [TestCase("openai", 500, "plain PIC text")]
    public async Task Failure_PictureInItsWords_IsLeftOut(string provider, int status, string body)
    {
        using var spans = new SpanRecording(_ => true);
        // The picture is bare base64, once of real length and once small.
        foreach (var picture in (string[])[Convert.ToBase64String(
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7 % 251))]), RawAnswer.Pixel])
        {
            _answer = RawAnswer.Whole(status, body.Replace("PIC", picture, StringComparison.Ordinal));
            using var response = await AskAsync(provider, provider == "ollama" ? ",\"stream\":true" : "", null);
            var text = await response.Content.ReadAsStringAsync();
            Assert.That((int)response.StatusCode, Is.GreaterThanOrEqualTo(400));
            var seen = string.Join('\n', [
                text,
                .. _gateway.Logs.Entries.SelectMany(entry => entry.Values.Select(value => $"{value.Value}").Append(entry.Message)),
                .. spans.Ended.SelectMany(
                    span => span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Value}").Append(span.StatusDescription)),
            ]);
            for (var at = 0; at + 24 <= picture.Length; at += 24)
                Assert.That(seen, Does.Not.Contain(picture.Substring(at, 24)));
            Assert.That(text, Does.Contain("[picture]"));
        }
    }

    [Test]
    public async Task Chat_PictureInTheText_IsThePicture()
    {
        _answer = RawAnswer.Whole(
            200, $$$"""{"choices":[{"message":{"role":"assistant","content":"![image](data:image/png;base64,{{{RawAnswer.Pixel}}})"},"finish_reason":"stop"}]}""");
        using var response = await AskAsync("chat", "", null);
        Assert.That((string?)(await response.JsonAsync())["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
    }

    private async Task<JsonObject> FailAsync(string provider, string answer, HttpStatusCode status, string members = "", string? model = null)
    {
        _answer = answer;
        using var response = await AskAsync(provider, members, model);
        return (await response.EnvelopeAsync(status))["error"]!.AsObject();
    }

    private Task<HttpResponseMessage> AskAsync(string provider, string members, string? model)
    {
        model ??= provider switch
        {
            "huggingface" => "fal-ai/fal-ai/flux/dev",
            "gemini" or "vertex" => "gemini-3-pro-image",
            "bfl" => "flux-2-pro",
            _ => "some-model",
        };
        return _gateway.PostAsync(TestGateway.Generations, $$"""{"model":"{{provider}}/{{model}}","prompt":"a red kite"{{members}}}""");
    }

    private static string Text(int status, string body) =>
        $"HTTP/1.1 {status} Status\r\nContent-Type: text/plain\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
