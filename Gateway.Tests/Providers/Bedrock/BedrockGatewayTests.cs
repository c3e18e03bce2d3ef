using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.SeveralPictures;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Providers.Bedrock;

/// <summary>Amazon Bedrock through the gateway.</summary>
internal sealed class BedrockGatewayTests
{
    private const string Nova = "bedrock/amazon.nova-canvas-v1:0";
    private const string Stability = "bedrock/stability.stable-image-core-v1:1";

    [Test]
    public async Task Generate_KeyPair_SignsTheRequest()
    {
        var clock = new TestClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
        await using var provider = RawProvider.Start(Says("answers/nova.json"));
        var cluster = ProxyJson.Cluster(
            "bedrock", provider.Address, null, ("AccessKeyId", "AKIDTEST"), ("SecretAccessKey", "secret-of-test"), ("SessionToken", "session"), ("Region", "eu-west-1"));
        await using var gateway = await TestGateway.StartAsync(clock, null, new JsonObject { ["bedrock"] = cluster });

        using var response = await gateway.PostAsync(Generations, Ask(Nova));

        await response.JsonAsync();
        var request = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(request.Head, Does.StartWith("POST /v1/model/amazon.nova-canvas-v1%3A0/invoke HTTP/1.1"));
            Assert.That(request.Header("x-amz-date"), Is.EqualTo("20260203T040506Z"));
            Assert.That(request.Header("x-amz-security-token"), Is.EqualTo("session"));
            Assert.That(request.Header("Authorization"), Does.Match(
                "^AWS4-HMAC-SHA256 Credential=AKIDTEST/20260203/eu-west-1/bedrock/aws4_request, ?SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-date[a-z0-9;-]*, ?Signature=[0-9a-f]{64}$"));
            Assert.That(request.Head + request.Body, Does.Not.Contain("secret-of-test"));
        });
    }

    [Test]
    public async Task Generate_MemberWithAForeignName_IsNamedInTheHeaderAsFarAsItCanBe()
    {
        await using var provider = RawProvider.Start(Says("answers/nova.json"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, $$"""{"model":"{{Nova}}","prompt":"a fox","größe":1}""");

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Header("x-bifrost-dropped-params"), Is.EqualTo("gr??e"));
            Assert.That((string?)answer["extra_fields"]!["dropped_params"]!.AsArray().Single()!["param"], Is.EqualTo("größe"));
        });
    }

    [Test]
    public async Task Generate_ApiKey_IsABearerToken()
    {
        await using var provider = RawProvider.Start(Says("answers/nova.json"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(Nova));

        var answer = await response.JsonAsync();
        var request = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Does.StartWith("iVBORw0KGgo"));
            Assert.That(request.Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
            Assert.That(request.Header("x-amz-date"), Is.Null);
        });
    }

    [Test]
    public async Task Generate_SeveralOfNova_AreOneCall()
    {
        await using var provider = RawProvider.Start(Says("answers/nova-two.json"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(Nova, ""","n":2"""));

        var answer = await response.JsonAsync();
        Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_SeveralOfStability_AreCallsWithSeedsOfTheirOwn()
    {
        await using var provider = RawProvider.Start(Says("answers/stability.json"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(Stability, ""","n":3,"seed":7"""));

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(provider.Requests.Select(request => (int)JsonNode.Parse(request.Body)!["seed"]!), Is.EquivalentTo(new[] { 7, 8, 9 }));
            Assert.That(answer.Warnings(), Is.Empty);
        });
    }

    [TestCase(400, "ThrottlingException", "validation", 429, "rate_limit_error", "ThrottlingException")]
    [TestCase(403, "ExpiredTokenException:http://internal.amazon.com/coral/", "expired", 401, "authentication_error", "ExpiredTokenException")]
    [TestCase(400, "ValidationException", "validation", 400, "invalid_request_error", "ValidationException")]
    [TestCase(400, "ValidationException", "content-filter", 400, "image_generation_user_error", "moderation_blocked")]
    public async Task Generate_ProviderFails_TheHeaderNamesTheClass(
        int status, string errorType, string fixture, int expected, string type, string code)
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(
            RawAnswer.Whole(status, ProviderServer.Fixture($"bedrock/errors/{fixture}.json"), $"x-amzn-errortype: {errorType}")));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(Nova));

        var envelope = await response.EnvelopeAsync((HttpStatusCode)expected);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo(type));
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
    }

    [Test]
    public async Task Generate_EveryImageIsBlocked_IsModeration()
    {
        await using var provider = RawProvider.Start(Says("failures/all-blocked.json"));
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, Ask(Nova));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("moderation_blocked"));
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider) => TestGateway.StartAsync(
        null, null, new JsonObject { ["bedrock"] = ProxyJson.Cluster("bedrock", provider.Address, "test-key-123456", ("Region", "eu-west-1")) });

    private static Func<RawConnection, Task> Says(string fixture) =>
        connection => connection.SendAsync(RawAnswer.Whole(200, ProviderServer.Fixture("bedrock/" + fixture)));

    private static string Ask(string model, string members = "") => $$"""{"model":"{{model}}","prompt":"a fox"{{members}}}""";
}
