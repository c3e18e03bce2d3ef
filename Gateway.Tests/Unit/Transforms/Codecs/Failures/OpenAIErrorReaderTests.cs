using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Dialects.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Failures;

/// <summary>Promise: whatever an OpenAI-like server answers becomes one error with its own words, and never its HTML or an exception.</summary>
public sealed class OpenAIErrorReaderTests
{
    // Shapes as captured from providers: status, body, then the error's type, code, param and message.
    [TestCase(400, """{"error":{"message":"Unknown parameter: 'response_format'.","type":"invalid_request_error","param":"response_format","code":"unknown_parameter"}}""", "invalid_request_error", "unknown_parameter", "response_format", "Unknown parameter: 'response_format'.")]
    [TestCase(401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", "invalid_request_error", "invalid_api_key", null, "Incorrect API key provided")]
    [TestCase(400, """{"error":{"code":"content_policy_violation","message":"Your request was rejected","param":null,"type":"invalid_request_error"}}""", "invalid_request_error", "content_policy_violation", null, "Your request was rejected")]
    [TestCase(429, """{"error":{"message":"Rate limit","type":"requests","code":"rate_limit_exceeded"}}""", "requests", "rate_limit_exceeded", null, "Rate limit")]
    [TestCase(429, """{"error":{"message":"Quota","code":"insufficient_quota"}}""", "insufficient_quota", "insufficient_quota", null, "Quota")]
    [TestCase(500, """{"error":{"message":"The server had an error","type":null,"param":null,"code":null}}""", "server_error", null, null, "The server had an error")]
    [TestCase(400, """{"created":1698435368,"error":{"code":"contentFilter","message":"Your task failed"}}""", "image_generation_user_error", "contentFilter", null, "Your task failed")]
    [TestCase(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment"}}""", "invalid_request_error", "DeploymentNotFound", null, "The API deployment")]
    [TestCase(401, """{"error":{"code":"401","message":"Access denied"}}""", "authentication_error", "401", null, "Access denied")]
    [TestCase(403, """{"error":{"code":"Forbidden","message":"blocked"}}""", "permission_error", "Forbidden", null, "blocked")]
    [TestCase(429, """{"error":{"code":429,"message":"wait","metadata":{"x":1}}}""", "rate_limit_error", "429", null, "wait")]
    [TestCase(402, """{"error":{"code":402,"message":"pay"}}""", "insufficient_quota", "402", null, "pay")]
    [TestCase(400, """{"code":"invalid-argument","error":"bad model"}""", "invalid_request_error", "invalid-argument", null, "bad model")]
    [TestCase(404, """{"error":"model not found"}""", "invalid_request_error", null, null, "model not found")]
    [TestCase(401, """{"detail":"Not authenticated"}""", "authentication_error", null, null, "Not authenticated")]
    [TestCase(500, """{"detail":{"error":"boom"}}""", "server_error", null, null, "boom")]
    [TestCase(422, """{"detail":[{"loc":["body","loras",0],"msg":"field required","type":"missing"},{"loc":["body"],"msg":"second"}]}""", "invalid_request_error", "missing", "loras.0", "field required; second")]
    [TestCase(422, """{"detail":[{"loc":"x"}]}""", "invalid_request_error", null, null, "provider API error")]
    [TestCase(400, """{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}""", "BadRequestError", "400", null, "too long")]
    [TestCase(400, """{"detail":null,"message":"told elsewhere"}""", "invalid_request_error", null, null, "told elsewhere")]
    [TestCase(400, """[{"error":{"message":"in a list"}}]""", "invalid_request_error", null, null, "in a list")]
    [TestCase(400, "\uFEFF \n{\"error\":{\"message\":\"behind a mark\"}}", "invalid_request_error", null, null, "behind a mark")]
    // Weird types are passed over.
    [TestCase(400, """{"error":{"message":{"a":1},"type":5,"code":[],"param":true}}""", "5", null, null, "provider API error")]
    [TestCase(400, """{"error":[1,2]}""", "invalid_request_error", null, null, "provider API error")]
    [TestCase(400, """{"error":{"message":"  "}}""", "invalid_request_error", null, null, "provider API error")]
    [TestCase(400, "{}", "invalid_request_error", null, null, "provider API error")]
    [TestCase(500, "[]", "server_error", null, null, "provider API error (status 500)")]
    [TestCase(422, """{"detail":[]}""", "invalid_request_error", null, null, "provider API error (status 422)")]
    [TestCase(422, """{"detail":["x"]}""", "invalid_request_error", null, null, "x")]
    [TestCase(400, """{"errors":[{"code":5006,"message":"too long"}],"success":false}""", "invalid_request_error", "5006", null, "too long")]
    [TestCase(403, """{"errors":["flagged"],"name":"content_moderation"}""", "image_generation_user_error", "content_moderation", null, "flagged")]
    [TestCase(400, """{"issues":[{"message":"Required"},{"message":"second"}],"name":"ZodError"}""", "invalid_request_error", "ZodError", null, "Required")]
    [TestCase(400, """{"errors":[[],{},"  ",{"title":"last"}]}""", "invalid_request_error", null, null, "last")]
    [TestCase(400, """{"errors":[[[[[[["deep"]]]]]]]}""", "invalid_request_error", null, null, "provider API error")]
    [TestCase(400, """{"error":"Bad Request","message":"no size"}""", "invalid_request_error", null, null, "Bad Request: no size")]
    [TestCase(400, """{"error":{"code":"x"},"message":"told beside"}""", "invalid_request_error", "x", null, "told beside")]
    [TestCase(400, """{"type":"https://problems.test/x","title":"Bad size","detail":"no such size"}""", "invalid_request_error", null, null, "no such size")]
    [TestCase(400, """["a text"]""", "invalid_request_error", null, null, "a text")]
    // A body that is no JSON is only named by its kind.
    [TestCase(502, "", "server_error", null, null, "empty response received from provider (status 502)")]
    [TestCase(503, " \r\n", "server_error", null, null, "empty response received from provider (status 503)")]
    [TestCase(404, "<html><body>secret</body></html>", "invalid_request_error", null, null, "HTML response received from provider (status 404)")]
    [TestCase(500, "upstream connect error", "server_error", null, null, "provider API error: the answer is not JSON (status 500): upstream connect error")]
    [TestCase(429, """{"error":{"message":"cut off he""", "rate_limit_error", null, null, "provider API error: the answer is not valid JSON (status 429)")]
    [TestCase(400, """{"error":{"message":"half \ud83d"}}""", "invalid_request_error", null, null, "provider API error: the answer is not valid JSON (status 400)")]
    public void Read_Shape_IsUnderstood(int status, string body, string type, string? code, string? param, string message)
    {
        var error = Read(status, body);
        Assert.That((error.Status, error.Type, error.Code, error.Param, error.Message), Is.EqualTo((status, type, code, param, message)));
        Assert.That((error.RetryAfter, error.IsGatewayFault), Is.EqualTo((TimeSpan.FromSeconds(7), false)));
    }

    [TestCase("""{"error":{"code":"moderation_blocked","moderation_details":{ "moderation_stage":"input",""" + "\n" + """ "categories":["violence"]}}}""", """{"moderation_stage":"input","categories":["violence"]}""")]
    [TestCase("""{"error":{"inner_error":{"code":"X","content_filter_results":{"hate":{"filtered":false}}}}}""", """{"hate":{"filtered":false}}""")]
    [TestCase("""{"error":{"innererror":{"content_filter_result":{"hate":{"filtered":true}}}}}""", """{"hate":{"filtered":true}}""")]
    [TestCase("""{"error":{"innererror":"x","moderation_details":"y"}}""", null)]
    [TestCase("""{"error":{"inner_error":{"content_filter_results":[]}}}""", null)]
    public void Read_ModerationDetails_AreKeptInOneLine(string body, string? expected) =>
        Assert.That(Read(400, body).ModerationDetails is { } details ? Splits.Latin(details.Span) : null, Is.EqualTo(expected));

    [Test]
    public void Read_HugeTexts_AreCut()
    {
        var huge = new string('x', 4095) + "🪁" + new string('y', 20_000);
        var error = Read(400, $$"""{"error":{"message":"{{huge}}","code":"{{huge}}"},"detail":1}""");
        Assert.That(error.Message, Is.EqualTo(new string('x', 4095) + "…"), "and no surrogate pair is cut in two");
        Assert.That(error.Code, Has.Length.LessThanOrEqualTo(4097));
        var location = Read(422, $$"""{"detail":[{"msg":"{{huge}}","loc":["body","{{huge}}"]}]}""");
        Assert.That(Math.Max(location.Message.Length, location.Param!.Length), Is.LessThanOrEqualTo(4097));
    }

    [Test]
    public void Read_RandomlyMutated_NeverThrowsAndFitsIntoOneEventLine()
    {
        string[] seeds =
        [
            """{"error":{"message":"no \ud83e\ude81","type":"t","param":"p","code":5,"moderation_details":{"a":["b",{"c":null}]}}}""",
            """{"detail":[{"loc":["body","size",1],"msg":"m\u00e9","type":"x"},"y",{"msg":1}]}""",
            """[{"code":"c","error":{"inner_error":{"content_filter_results":{"x":{}}}}}]""",
        ];
        var random = new Random(99);
        var told = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var body = Splits.Utf8(seeds[round % seeds.Length]);
            for (var change = random.Next(1, 4); change > 0; change--)
                body[random.Next(body.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : Splits.Utf8("\\\"{}[]:,ud8 0")[random.Next(13)];
            var length = random.Next(4) == 0 ? random.Next(body.Length) : body.Length;
            var error = OpenAIErrorReader.Read(new ErrorAnswer(random.Next(400, 600), null, body.AsMemory(0, length), null));
            Assert.That(error.Message, Is.Not.Empty);
            told += error.Message.StartsWith("provider API error: the answer", StringComparison.Ordinal) ? 0 : 1;
            var output = new ArrayBufferWriter<byte>();
            OpenAIDialect.OpenAI.WriteFailure(output, new FailureReport { Error = error, Identity = new("e") });
            Assert.That(output.WrittenSpan.ContainsAny((byte)'\n', (byte)'\r'), Is.False);
            Assert.DoesNotThrow(() => JsonDocument.Parse(output.WrittenMemory), Convert.ToHexString(body));
        }
        Assert.That(told, Is.InRange(1000, 19_000), "both outcomes must have been exercised");
    }

    private static ImageError Read(int status, string body) =>
        OpenAIErrorReader.Read(new ErrorAnswer(status, "application/json", Splits.Utf8(body), TimeSpan.FromSeconds(7)));
}
