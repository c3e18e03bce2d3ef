using System.Net.Http.Headers;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using Iris.Gateway.Credentials.Aws;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>AWS's own signer computes the same signature; a retry replaces it, and it covers no foreign headers.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SigV4SignerTests
{
    private static readonly AwsCredentials Key = new("AKIDEXAMPLE", AwsDestination.Secret);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 23, 59, 59, TimeSpan.Zero));

    private static readonly string[] Ids =
    [
        "amazon.nova-canvas-v1:0",
        "stability.sd3-5-large-v1:0",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123",
        "a b+c~d%e",
        "模型",
    ];

    [TestCaseSource(nameof(Ids))]
    public async Task Sign_ModelId_AgreesWithTheSdksOwnSigner(string id)
    {
        var body = Encoding.UTF8.GetBytes("{\"taskType\":\"TEXT_IMAGE\"}");
        using var request = Invoke(id, body);

        await new SigV4Signer("bedrock", _time, sendPayloadHash: true).SignAsync(request, Key with { SessionToken = "token==" }, "us-east-1", default);

        var theirs = new AWSSigningRequest { HttpMethod = HttpMethod.Post, RequestUri = request.RequestUri, Content = body };
        theirs.Headers["Content-Type"] = "application/json";
        var expected = AWSSigV4Signer.Sign(theirs, new AWSSigV4Parameters
        {
            Credentials = new SessionAWSCredentials(Key.AccessKeyId, Key.SecretAccessKey, "token=="),
            Region = RegionEndpoint.USEast1,
            Service = "bedrock",
            SignPayload = true,
            SignedAt = _time.GetUtcNow().UtcDateTime,
        });
        Assert.Multiple(() =>
        {
            foreach (var name in new[] { "Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-SHA256" })
                Assert.That(Header(request, name),
                    Is.EqualTo(expected.Headers.Single(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value), name);
        });
    }

    [Test]
    public async Task Sign_Again_ReplacesEverything()
    {
        var sut = new SigV4Signer("bedrock", _time);
        using var request = Invoke("m", [1, 2, 3]);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer of-somebody-else");
        await sut.SignAsync(request, Key with { SessionToken = "old" }, "us-east-1", default);
        var first = Header(request, "Authorization");

        _time.Advance(TimeSpan.FromSeconds(1));
        await sut.SignAsync(request, Key, "us-east-1", default);

        using var untouched = Invoke("m", [1, 2, 3]);
        await sut.SignAsync(untouched, Key, "us-east-1", default);
        Assert.Multiple(() =>
        {
            Assert.That(Header(request, "X-Amz-Date"), Is.EqualTo("20260502T000000Z"));
            Assert.That(request.Headers.Contains("X-Amz-Security-Token"), Is.False);
            Assert.That(Header(request, "Authorization"), Is.Not.EqualTo(first).And.EqualTo(Header(untouched, "Authorization")));
        });
    }

    [Test]
    public async Task Sign_Headers_AmazonsOnly()
    {
        using var request = Invoke("m", [1]);
        request.Headers.TryAddWithoutValidation("User-Agent", "iris");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-Amzn-Bedrock-Trace", "ENABLED");

        await new SigV4Signer("bedrock", _time).SignAsync(request, Key with { SessionToken = "t" }, "eu-west-1", default);

        Assert.That(Header(request, "Authorization"), Does.Contain("Credential=AKIDEXAMPLE/20260501/eu-west-1/bedrock/aws4_request, ")
            .And.Contain("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amzn-bedrock-trace, "));
        Assert.That(request.Headers.Contains("X-Amz-Content-Sha256"), Is.False);
    }

    [TestCase("body")]
    [TestCase("date")]
    [TestCase("token")]
    [TestCase("region")]
    [TestCase("path")]
    [TestCase("type")]
    [TestCase("host")]
    [TestCase("secret")]
    public async Task Sign_AnythingSignedChanges_TheSignatureChanges(string what)
    {
        var sut = new SigV4Signer("bedrock", _time);
        using var one = Invoke("m", [1]);
        using var other = Invoke(what == "path" ? "n" : "m", what == "body" ? [2] : [1]);
        if (what == "type")
            other.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        if (what == "host")
            other.Headers.Host = "elsewhere.example";
        await sut.SignAsync(one, Key, "us-east-1", default);
        if (what == "date")
            _time.Advance(TimeSpan.FromDays(1));
        var key = what switch { "token" => Key with { SessionToken = "t" }, "secret" => Key with { SecretAccessKey = "x" }, _ => Key };
        await sut.SignAsync(other, key, what == "region" ? "us-west-2" : "us-east-1", default);

        static string Signature(HttpRequestMessage request) => Header(request, "Authorization").Split("Signature=")[1];
        Assert.That(Signature(other), Is.Not.EqualTo(Signature(one)));
    }

    [Test]
    public async Task Sign_LargeContent_IsStillThereToSend()
    {
        var body = new byte[3_000_000];
        Random.Shared.NextBytes(body);
        using var request = Invoke("m", body);

        await new SigV4Signer("bedrock", _time).SignAsync(request, Key, "us-east-1", default);

        Assert.That(await request.Content!.ReadAsByteArrayAsync(), Is.EqualTo(body));
    }

    private static HttpRequestMessage Invoke(string id, byte[] body)
    {
        var uri = new Uri($"https://bedrock-runtime.us-east-1.amazonaws.com/model/{Uri.EscapeDataString(id)}/invoke");
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private static string Header(HttpRequestMessage request, string name) => request.Headers.NonValidated[name].ToString();
}
