using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>xAI's failures, the told and the silent ones, as the one envelope.</summary>
public sealed class XaiGatewayErrorTests : XaiFixture
{
    [TestCase("size", 400, 400, "invalid_request_error", "400")]
    [TestCase("invalid-key", 400, 401, "authentication_error", "invalid_api_key")]
    [TestCase("moderation", 400, 400, "image_generation_user_error", "moderation_blocked")]
    [TestCase("model", 404, 404, "invalid_request_error", "Some requested entity was not found")]
    [TestCase("missing", 422, 422, "invalid_request_error", null)]
    [TestCase("rate-limit", 429, 429, "rate_limit_error", "Some resource has been exhausted")]
    [TestCase("server", 503, 503, "server_error", "The service is currently unavailable")]
    public async Task Generate_ProvidersError_IsTheEnvelopeWithItsWords(string name, int status, int told, string type, string? code)
    {
        Provider.Answer($"xai/errors/{name}.json", status);
        using var response = await GenerateAsync(Model);

        var envelope = await ReadErrorAsync(response, told, type, code, null);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo((string?)ProviderServer.FixtureJson($"xai/errors/{name}.json")["error"]));
    }

    [TestCase("empty-data")]
    [TestCase("all-flagged")]
    [TestCase("flagged-last")]
    [TestCase("null-picture")]
    [TestCase("block-reason")]
    public async Task Generate_EverythingBlockedInSilence_IsTheClientsError(string name)
    {
        foreach (var members in new[] { "", "\"stream\":true" })
        {
            Provider.Reset();
            Provider.Answer($"xai/failures/{name}.json");
            using var response = await GenerateAsync(Model, members);

            var envelope = await ReadErrorAsync(response, 400, "image_generation_user_error", "moderation_blocked", null);
            Assert.That((string?)envelope["error"]!["message"], Does.StartWith("The provider's moderation has blocked every image"));
        }
    }

    [TestCase("xai/failures/empty-data.json", 200, 400)]
    [TestCase("xai/failures/nothing.json", 200, 502)]
    [TestCase("xai/errors/server.json", 503, 503)]
    [TestCase("xai/errors/invalid-key.json", 400, 401)]
    public async Task Generate_Failure_IsServedByTheFallback(string fixture, int status, int told)
    {
        Provider.Answer(fixture, status);
        using var response = await GenerateAsync(Model, "\"fallbacks\":[\"sandbox/painter\"]");

        var extra = (await ReadAsync(response))["extra_fields"]!;
        Assert.That(
            extra["attempts"]!.AsArray().Select(line => ((string?)line!["provider"], (int?)line["status"])),
            Is.EqualTo(new (string?, int?)[] { ("xai", told), ("sandbox", 200) }));
    }

    // A wrong key comes as 400 here, which for anybody else would be the request's fault.
    [Test]
    public async Task Generate_KeyIsWrong_AnotherKeyIsTried()
    {
        await using var provider = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(400, ProviderServer.Fixture("xai/errors/invalid-key.json"))),
            connection => connection.SendAsync(RawAnswer.Whole(200, ProviderServer.Fixture("xai/answers/url.json"))));
        var cluster = ProxyJson.Cluster("xai", provider.Address, "key-one-123456");
        cluster["Destinations"]!["other"] = new JsonObject { ["Address"] = provider.Address, ["Metadata"] = new JsonObject { ["ApiKey"] = "key-two-123456" } };
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { ["xai"] = cluster });

        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(Model));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var extra = (await response.JsonAsync())["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That(extra["attempts"]!.AsArray().Select(line => (int?)line!["status"]), Is.EqualTo(new int?[] { 401, 200 }));
            Assert.That(
                provider.Requests.Select(request => request.Header("Authorization")),
                Is.EquivalentTo(new[] { "Bearer key-one-123456", "Bearer key-two-123456" }));
        });
    }

    [Test]
    public async Task Generate_RequestIsAtFault_NoOtherKeyIsTried()
    {
        Provider.Answer("xai/errors/size.json", 400);
        using var response = await GenerateAsync(Model);

        await ReadErrorAsync(response, 400, "invalid_request_error", "400", null);
        Assert.That(Provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_TornAnswer_IsNoSuccessAndNoModeration()
    {
        Provider.AnswerText("""{"data":[],"usage":{""", "application/json");
        using var response = await GenerateAsync(Model);

        await ReadErrorAsync(response, 502, "provider_response_invalid", "truncated_response", null);
    }
}
