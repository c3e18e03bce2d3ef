using Iris.Sandbox;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>A fault is answered in OpenAI's shape and names the member at fault.</summary>
[TestFixture]
public sealed class SandboxErrorTests
{
    [TestCase("""{"model":"painter"}""", "prompt", "missing_required_parameter")]
    [TestCase("""{"prompt":null}""", "prompt", "missing_required_parameter")]
    [TestCase("""{"prompt":""}""", "prompt", "empty_string")]
    [TestCase("""{"prompt":7}""", "prompt", "invalid_type")]
    [TestCase("""{"prompt":"\ud800"}""", "prompt", "invalid_value")]
    [TestCase("""{"prompt":"x","model":true}""", "model", "invalid_type")]
    [TestCase("""{"prompt":"x","model":"painter~bad"}""", "model", "invalid_value")]
    [TestCase("""{"prompt":"x","n":0}""", "n", "integer_below_min_value")]
    [TestCase("""{"prompt":"x","n":11}""", "n", "integer_above_max_value")]
    [TestCase("""{"prompt":"x","n":1.5}""", "n", "invalid_type")]
    [TestCase("""{"prompt":"x","n":"2"}""", "n", "invalid_type")]
    [TestCase("""{"prompt":"x","size":"big"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","size":"15x64"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","size":"64x4097"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","size":"64X64"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","size":"64x"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","size":"-64x64"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","size":"4096x2026"}""", "size", "invalid_value")]
    [TestCase("""{"prompt":"x","quality":"best"}""", "quality", "invalid_value")]
    [TestCase("""{"prompt":"x","background":"blue"}""", "background", "invalid_value")]
    [TestCase("""{"prompt":"x","background":"transparent","output_format":"jpeg"}""", "background", "invalid_value")]
    [TestCase("""{"prompt":"x","output_format":"gif"}""", "output_format", "invalid_value")]
    [TestCase("""{"prompt":"x","output_compression":101}""", "output_compression", "integer_above_max_value")]
    [TestCase("""{"prompt":"x","output_compression":-1}""", "output_compression", "integer_below_min_value")]
    [TestCase("""{"prompt":"x","partial_images":4,"stream":true}""", "partial_images", "integer_above_max_value")]
    [TestCase("""{"prompt":"x","stream":"yes"}""", "stream", "invalid_type")]
    [TestCase("""{"prompt":"x","seed":"y"}""", "seed", "invalid_type")]
    public async Task Send_MemberAtFault_Is400AndNamesIt(string json, string param, string code)
    {
        var error = await SandboxCall.ErrorAsync(json, HttpStatusCode.BadRequest);

        Assert.That(error.GetProperty("param").GetString(), Is.EqualTo(param));
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(error.GetProperty("type").GetString(), Is.EqualTo("invalid_request_error"));
        Assert.That(error.GetProperty("message").GetString(), Is.Not.Empty);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("\"prompt\"")]
    public async Task Send_NoJsonObject_Is400(string json)
    {
        var error = await SandboxCall.ErrorAsync(json, HttpStatusCode.BadRequest);

        Assert.That(error.GetProperty("message").GetString(), Does.Contain("JSON body"));
    }

    [Test]
    public async Task Send_PromptTooLong_Is400()
    {
        var error = await SandboxCall.ErrorAsync(SandboxCall.Body(prompt: new string('x', 32_001)), HttpStatusCode.BadRequest);

        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("string_above_max_length"));
    }

    [Test]
    public async Task Send_AnotherModel_Is404AndNamesTheOneThereIs()
    {
        var error = await SandboxCall.ErrorAsync(SandboxCall.Body(model: "dall-e-3"), HttpStatusCode.NotFound);

        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("model_not_found"));
        Assert.That(error.GetProperty("message").GetString(), Does.Contain("dall-e-3").And.Contain("painter"));
    }

    [Test]
    public async Task Send_Get_Is405()
    {
        using var invoker = new HttpMessageInvoker(new SandboxHandler(TimeProvider.System));
        using var response = await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://sandbox/models"), CancellationToken.None);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [TestCase(400, "invalid_request_error", "invalid_value")]
    [TestCase(401, "invalid_request_error", "invalid_api_key")]
    [TestCase(403, "invalid_request_error", "insufficient_permissions")]
    [TestCase(404, "invalid_request_error", "model_not_found")]
    [TestCase(408, "timeout", "request_timeout")]
    [TestCase(409, "invalid_request_error", "conflict")]
    [TestCase(413, "invalid_request_error", "request_too_large")]
    [TestCase(418, "invalid_request_error", null)]
    [TestCase(429, "requests", "rate_limit_exceeded")]
    [TestCase(500, "server_error", null)]
    [TestCase(503, "server_error", "service_unavailable")]
    [TestCase(599, "server_error", null)]
    public async Task Send_StatusSuffix_AnswersThatStatus(int status, string type, string? code)
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body(model: $"painter~status={status}"));
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(error.GetProperty("type").GetString(), Is.EqualTo(type));
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(error.GetProperty("param").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(response.Headers.RetryAfter, Is.Null);
    }

    [TestCase("status=429")]
    [TestCase("moderated")]
    [TestCase("error")]
    public async Task Send_RetryAfterSuffix_SetsTheHeaderOnTheError(string failure)
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body(model: $"painter~{failure}~retry-after=7"));

        Assert.That(response.IsSuccessStatusCode, Is.False);
        Assert.That(response.Headers.NonValidated["Retry-After"].ToString(), Is.EqualTo("7"));
    }

    [Test]
    public async Task Send_RetryAfterWithoutError_SetsNoHeader()
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body(model: "painter~retry-after=7"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.RetryAfter, Is.Null);
    }

    [Test]
    public async Task Send_ModeratedSuffix_RefusesThePrompt([Values] bool stream)
    {
        var error = await SandboxCall.ErrorAsync(SandboxCall.Body($"\"stream\":{(stream ? "true" : "false")}", "painter~moderated"), HttpStatusCode.BadRequest);

        Assert.That(error.GetProperty("type").GetString(), Is.EqualTo("image_generation_user_error"));
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("moderation_blocked"));
        Assert.That(error.GetProperty("message").GetString(), Does.StartWith("Your request was rejected by the safety system."));
        Assert.That(error.GetProperty("moderation_details").GetProperty("moderation_stage").GetString(), Is.EqualTo("input"));
        Assert.That(error.GetProperty("moderation_details").GetProperty("categories").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Send_ErrorSuffixWithoutStream_Is500()
    {
        var error = await SandboxCall.ErrorAsync(SandboxCall.Body(model: "painter~error"), HttpStatusCode.InternalServerError);

        Assert.That(error.GetProperty("type").GetString(), Is.EqualTo("server_error"));
    }

    [Test]
    public async Task Send_Delayed_AnswersAfterTheDelayAndNotBefore()
    {
        var time = new FakeTimeProvider();
        var answer = SandboxCall.SendAsync(SandboxCall.Body(model: "painter~delay=5s~status=503"), time);

        time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.That(answer.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await answer.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public void Send_CancelledWhileDelayed_StopsAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = SandboxCall.SendAsync(SandboxCall.Body(model: "painter~delay=2m"), new FakeTimeProvider(), cancellation: cancellation.Token);
        Assert.That(answer.IsCompleted, Is.False);

        cancellation.Cancel();

        Assert.That(async () => await answer.WaitAsync(TimeSpan.FromSeconds(30)), Throws.InstanceOf<OperationCanceledException>());
    }
}
