using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenAI;

/// <summary>Every failure of docs/providers/openai.md, "Failures", as the one envelope; a body that is no JSON is never shown.</summary>
public sealed class OpenAIErrorTests : OpenAIFixture
{
    [TestCase("unknown-parameter", 400, "invalid_request_error", "unknown_parameter", "response_format")]
    [TestCase("invalid-value", 400, "invalid_request_error", "invalid_value", "size")]
    [TestCase("moderation", 400, "image_generation_user_error", "moderation_blocked", null)]
    [TestCase("content-policy", 400, "invalid_request_error", "content_policy_violation", null)]
    [TestCase("invalid-image", 400, "image_generation_user_error", "invalid_image_file", null)]
    [TestCase("unsupported-mimetype", 400, "invalid_request_error", "unsupported_file_mimetype", "image")]
    [TestCase("invalid-key", 401, "invalid_request_error", "invalid_api_key", null)]
    [TestCase("unverified-organization", 403, "invalid_request_error", null, null)]
    [TestCase("model-not-found", 404, "invalid_request_error", "model_not_found", null)]
    [TestCase("rate-limit", 429, "images", "rate_limit_exceeded", null)]
    [TestCase("quota", 429, "insufficient_quota", "insufficient_quota", null)]
    [TestCase("server", 500, "server_error", null, null)]
    [TestCase("image-failed", 500, "image_generation_server_error", "image_generation_failed", null)]
    [TestCase("overloaded", 503, "server_error", null, null)]
    public async Task Generate_ProvidersError_KeepsItsStatusTypeCodeParamAndMessage(string name, int status, string type, string? code, string? param)
    {
        var fixture = $"openai/errors/{name}.json";
        Provider.Answer(fixture, status);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, status, type, code, param);
        var told = ProviderServer.FixtureJson(fixture)["error"]!;
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo((string)told["message"]!));
            Assert.That(JsonNode.DeepEquals(envelope["error"]!["moderation_details"], told["moderation_details"]));
            Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo("openai"));
            Assert.That((string)envelope["extra_fields"]!["model_requested"]!, Is.EqualTo("gpt-image-2"));
            Assert.That((string)envelope["extra_fields"]!["request_type"]!, Is.EqualTo("image_generation"));
            Assert.That(response.Headers.RetryAfter, Is.Null);
            Assert.That(response.Headers.GetValues("x-bifrost-provider"), Is.EqualTo(new[] { "openai" }));
            Assert.That(response.Headers.GetValues("x-bifrost-resolved-model"), Is.EqualTo(new[] { "gpt-image-2" }));
        });
    }

    [TestCase("moderation", 400, false)]
    [TestCase("rate-limit", 429, false)]
    [TestCase("overloaded", 503, false)]
    [TestCase("server", 500, true)]
    public async Task Generate_ProvidersError_LeavesATrailThatSaysWhetherItMayCost(string name, int status, bool billed)
    {
        Provider.Answer($"openai/errors/{name}.json", status);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var attempt = (await ReadAsync(response, (HttpStatusCode)status))["extra_fields"]!["attempts"]!.AsArray().Single()!;
        Assert.Multiple(() =>
        {
            Assert.That((string)attempt["destination"]!, Is.EqualTo("main"));
            Assert.That((int)attempt["status"]!, Is.EqualTo(status));
            Assert.That((bool)attempt["possibly_billed"]!, Is.EqualTo(billed));
        });
    }

    [TestCase(429, "Retry-After", "7", 7)]
    [TestCase(429, "retry-after-ms", "1500", 2)]
    [TestCase(503, "Retry-After", "30", 30)]
    public async Task Generate_ProviderSaysWhenToComeBack_TheClientIsTold(int status, string header, string value, int seconds)
    {
        Provider.Answer("openai/errors/rate-limit.json", status, (header, value));
        using var response = await GenerateAsync("openai/gpt-image-2");

        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("page.html", 502, "server_error", "HTML")]
    [TestCase("page.html", 403, "permission_error", "HTML")]
    [TestCase("text.txt", 503, "server_error", "the answer is not JSON (status 503): upstream connect error")]
    [TestCase("text.txt", 404, "invalid_request_error", "the answer is not JSON (status 404): upstream connect error")]
    public async Task Generate_BodyThatIsNoJson_IsNamedAndItsMarkupNeverShown(string fixture, int status, string type, string says)
    {
        Provider.Answer("openai/errors/" + fixture, status);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, status, type, null, null);
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Does.Contain(says));
            Assert.That(envelope.ToJsonString(), Does.Not.Contain("cloudflare").And.Not.Contain("<"));
        });
    }

    [TestCase(401, 401, "authentication_error")]
    [TestCase(402, 402, "insufficient_quota")]
    [TestCase(429, 429, "rate_limit_error")]
    [TestCase(500, 500, "server_error")]
    public async Task Generate_EmptyBody_GetsTheStatussType(int status, int told, string type)
    {
        Provider.AnswerText("", "application/json", status);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, told, type, null, null);
        Assert.That((string)envelope["error"]!["message"]!, Does.StartWith("empty response received from provider"));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(304)]
    public async Task Generate_Redirected_IsNotFollowed(int status)
    {
        Provider.AnswerText("", "application/json", status, ("Location", Provider.Url + "/elsewhere"));
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, 502, "server_error", "redirected", null);
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Does.StartWith($"the provider answers with a redirect ({status})"));
            Assert.That(Provider.Requests, Has.Count.EqualTo(1), "a redirect must not carry the key elsewhere");
        });
    }

    [TestCase("{\"error\":", 500, "not valid JSON")]
    [TestCase("[]", 400, "provider API error")]
    [TestCase("{}", 400, "provider API error")]
    [TestCase("{\"error\":null}", 400, "provider API error")]
    [TestCase("{\"error\":{\"message\":\"\",\"code\":[]}}", 400, "provider API error")]
    [TestCase("{\"error\":\"out of memory\"}", 400, "out of memory")]
    public async Task Generate_ErrorOfAnotherShape_StillIsTheEnvelope(string body, int status, string says)
    {
        Provider.AnswerText(body, "application/json", status);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, status, status == 400 ? "invalid_request_error" : "server_error", null, null);
        Assert.That((string)envelope["error"]!["message"]!, Does.Contain(says));
    }

    [Test]
    public async Task Generate_ByteOrderMarkBeforeTheError_IsReadPast()
    {
        Provider.AnswerText("\uFEFF" + ProviderServer.Fixture("openai/errors/model-not-found.json"), "application/json; charset=utf-8", 404);
        using var response = await GenerateAsync("openai/gpt-image-2");

        await ReadErrorAsync(response, 404, "invalid_request_error", "model_not_found", null);
    }

    [Test]
    public async Task Generate_EndlessMessage_IsCut()
    {
        Provider.AnswerText($$$"""{"error":{"message":"{{{new string('x', 20_000)}}}","code":"long"}}""", "application/json", 400);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, 400, "invalid_request_error", "long", null);
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo(new string('x', 4096) + "…"));
    }

    [TestCase("empty-data.json")]
    [TestCase("empty-item.json")]
    [TestCase("empty-null.json")]
    [TestCase("empty-string.json")]
    public async Task Generate_SuccessWithoutAPicture_IsTheProvidersFault(string fixture)
    {
        Provider.Answer("openai/failures/" + fixture);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, 502, "provider_response_invalid", "no_image", null);
        Assert.That((bool)envelope["extra_fields"]!["attempts"]![0]!["possibly_billed"]!, Is.True);
    }

    [Test]
    public async Task Generate_ErrorInsideASuccess_IsToldWithTheStatusItShouldHaveHad()
    {
        Provider.Answer("openai/failures/error-in-success.json");
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, 400, "image_generation_user_error", "moderation_blocked", null);
        Assert.That(
            envelope["error"]!["moderation_details"]!.ToJsonString(),
            Is.EqualTo("""{"moderation_stage":"output","categories":["violence"]}"""));
    }

    // A small answer comes in one piece: nothing has gone out yet when the error is found.
    [Test]
    public async Task Generate_ErrorBesideAPictureInOnePiece_IsToldAsTheProviderPutIt()
    {
        Provider.AnswerText("""{"data":[{"b64_json":"iVBORw0KGgo="}],"error":{"message":"quota","code":"insufficient_quota"}}""", "application/json");
        using var response = await GenerateAsync("openai/gpt-image-2");

        await ReadErrorAsync(response, 429, "insufficient_quota", "insufficient_quota", null);
    }

    [TestCase("<html></html>", "text/html", 500, "malformed_response", true)]
    [TestCase("", "application/json", 502, "truncated_response", false)]
    [TestCase("[]", "application/json", 500, "malformed_response", true)]
    [TestCase("{\"data\":\"none\"}", "application/json", 502, "no_image", false)]
    public async Task Generate_SuccessThatCannotBeRead_IsNeverPassedOn(string body, string contentType, int status, string code, bool gatewaysFault)
    {
        Provider.AnswerText(body, contentType);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, status, "provider_response_invalid", code, null);
        Assert.That((bool)envelope["is_bifrost_error"]!, Is.EqualTo(gatewaysFault));
    }

    [TestCase(401)]
    [TestCase(200)]
    public async Task Generate_ErrorThatEchoesTheKey_IsBlanked(int status)
    {
        Provider.Answer("openai/errors/key-echoed.json", status);
        using var response = await GenerateAsync("openai/gpt-image-2");

        var envelope = await ReadErrorAsync(response, 401, "invalid_request_error", "invalid_api_key", "***");
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo("Incorrect API key provided: ***."));
            Assert.That(envelope.ToJsonString(), Does.Not.Contain(Key));
            Assert.That(Gateway.Logs.Entries.Select(entry => entry.Message), Has.None.Contains(Key));
        });
    }

    [Test]
    public async Task Generate_ClientsRequestId_IsTheEventId()
    {
        Provider.Answer("openai/errors/server.json", 500);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = new StringContent(Ask("openai/gpt-image-2"), System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "x-request-id", "order-17" } },
        };
        using var response = await Gateway.Client.SendAsync(request);

        var envelope = await ReadErrorAsync(response, 500, "server_error", null, null);
        Assert.That((string)envelope["event_id"]!, Is.EqualTo("order-17"));
    }
}
