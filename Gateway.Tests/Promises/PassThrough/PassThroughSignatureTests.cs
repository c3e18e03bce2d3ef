using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Credentials.Google;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.PassThrough.PassThroughWorld;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>Vertex AI gets a Google token, Amazon Bedrock a signature over the body that passes.</summary>
internal sealed class PassThroughSignatureTests
{
    private const string Converse = "/bedrock/model/anthropic.claude-3-haiku-20240307-v1:0/converse-stream";

    [TestCase(false)]
    [TestCase(true)]
    public async Task Post_Bedrock_IsSignedAsItArrives(bool chunked)
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await GatewayHost.StartAsync(Bedrock(provider));
        using var request = Post(Converse + "?b=2&a=1", ("Authorization", "AWS4-HMAC-SHA256 Credential=MINE"), ("X-Amz-Date", "20200101T000000Z"), ("X-Amzn-Bedrock-Trace", "ENABLED"));
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await gateway.Client.SendAsync(request);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Answer));
        var seen = provider.Requests.Single();
        Assert.That(seen.Body, Is.EqualTo("""{"model":"m","messages":[]}"""));
        Assert.That(seen.Header("Authorization"), Is.EqualTo(Sign(seen)));
        Assert.That(seen.Head, Does.Not.Contain("secret-of-test").And.Not.Contain("MINE").And.Not.Contain("20200101"));
        Assert.That(Sign(seen with { Body = seen.Body + " " }), Is.Not.EqualTo(Sign(seen)), "the signature covers the body");
    }

    [Test]
    public async Task Get_BedrockWithoutABody_IsSigned()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await GatewayHost.StartAsync(Bedrock(provider));
        using var response = await gateway.Client.GetAsync("/bedrock/async-invoke?maxResults=3");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var seen = provider.Requests.Single();
        Assert.That(seen.Header("Authorization"), Is.EqualTo(Sign(seen)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Post_BedrockBodyBeyondTheLimit_Is413AndNothingIsSent(bool chunked)
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await GatewayHost.StartAsync(Bedrock(provider, new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = 1000 } }));
        using var request = new HttpRequestMessage(HttpMethod.Post, Converse) { Content = new ByteArrayContent(new byte[1001]) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await gateway.Client.SendAsync(request);

        await response.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.That(provider.Requests, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Post_BedrockBodyWhileOthersTakeTheBudget_Is503AndServedLater(bool chunked)
    {
        const int most = 200_000;
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway =
            await GatewayHost.StartAsync(Bedrock(provider, new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = most, ["BodyBytes"] = most } }));
        var budget = gateway.Services.GetRequiredService<BodyBudget>();
        Assert.That(budget.TryTake(most - 1000, most), Is.True);

        using (var response = await gateway.Client.SendAsync(Long()))
        {
            var envelope = await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("request_dropped"));
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        }
        Assert.That(provider.Requests, Is.Empty);

        budget.Return(most - 1000);
        using var served = await gateway.Client.SendAsync(Long());
        Assert.That(served.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Patience.UntilAsync(() => budget is { Taken: 0, UnderWay: 0, Refused: 1 }, "everything is given back");

        HttpRequestMessage Long()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, Converse) { Content = new ByteArrayContent(new byte[100_000]) };
            request.Headers.TransferEncodingChunked = chunked;
            return request;
        }
    }

    [Test]
    public async Task Post_BedrockWithAnApiKey_HasNoSuchLimit()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await GatewayHost.StartAsync(PassThroughWorld.File(
            new JsonObject { ["bedrock"] = ProxyJson.Cluster("bedrock", provider.Address) },
            images: new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = 1000 } }));
        using var response = await gateway.Client.PostAsync(Converse, new ByteArrayContent(new byte[5000]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(provider.Requests.Single().Body, Has.Length.EqualTo(5000));
    }

    [Test]
    public async Task Post_Vertex_CarriesAGoogleToken()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var google = (await FakeGoogle.StartAsync()).On("/token", """{"access_token":"ya29.first","expires_in":3599,"token_type":"Bearer"}""");
        await using var gateway = await StartAsync(
            new JsonObject
            {
                ["vertex"] = ProxyJson.Cluster("vertex", provider.Address, null, ("ServiceAccount", TestAccount.Json()), ("TokenUri", google.TokenUri)),
            },
            builder => builder.Services.Replace(ServiceDescriptor.Singleton(_ => new GoogleTokens(
                new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, new StubHandler(), _ => null, TimeProvider.System))));
        using var response = await gateway.Client.SendAsync(Post(
            "/vertex/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent?alt=sse&key=mine-all-mine", ("Authorization", "Bearer mine-all-mine")));

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(seen.Head, Does.StartWith("POST /v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent?alt=sse HTTP/1.1\r\n"));
            Assert.That(seen.Header("Authorization"), Is.EqualTo("Bearer ya29.first"));
            Assert.That(seen.Head, Does.Not.Contain("mine-all-mine"));
        });
    }

    private static string Bedrock(RawProvider provider, JsonObject? images = null) => PassThroughWorld.File(
        new JsonObject
        {
            ["bedrock"] = ProxyJson.Cluster(
                "bedrock", $"http://127.0.0.1:{provider.Port}/", null,
                ("AccessKeyId", "AKIDTEST"), ("SecretAccessKey", "secret-of-test"), ("SessionToken", "session"), ("Region", "eu-west-1")),
        },
        images: images);

    // As AWS would: from what has arrived, with nothing known but the secret.
    private static string Sign(RawRequest seen)
    {
        var authorization = seen.Header("Authorization")!;
        var names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        var scope = authorization.Split("Credential=")[1].Split(',')[0].Split('/', 2)[1];
        var (method, target) = (seen.Head.Split(' ')[0], seen.Head.Split(' ')[1].Split('?', 2));
        Assert.That(names, Is.SupersetOf(new[] { "host", "x-amz-date", "x-amz-security-token" }));
        var (canonical, signed) = SigV4Canonical.Create(
            method, target[0], target.Length > 1 ? target[1] : "", names.Select(name => KeyValuePair.Create(name, seen.Header(name)!)),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seen.Body))));
        return SigV4.Authorization(new AwsCredentials("AKIDTEST", "secret-of-test"), scope, signed, SigV4.StringToSign(seen.Header("x-amz-date")!, scope, canonical));
    }
}
