using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Model;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>
/// The signature fits what really leaves the process: taken from a socket, with nothing known but the secret, as AWS would
/// check it.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AwsSignerWireTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public AwsSignerWireTests() => _listener.Start();

    public void Dispose()
    {
        _client.Dispose();
        _listener.Dispose();
    }

    private Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    private AwsSigner CreateSut() => new(
        new AwsCredentialSource(_ => throw new InvalidOperationException("the chain has no part in this"), _time), _ => null, _time);

    [TestCase("amazon.nova-canvas-v1:0", "/model/amazon.nova-canvas-v1%3A0/invoke")]
    [TestCase("us.stability.stable-image-core-v1:1", "/model/us.stability.stable-image-core-v1%3A1/invoke")]
    [TestCase("arn:aws:bedrock:us-east-1:123456789012:inference-profile/abc.d", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fabc.d/invoke")]
    [TestCase("a b+c~d%e'(!)*", "/model/a%20b%2Bc~d%25e%27%28%21%29%2A/invoke")]
    [TestCase("模型", "/model/%E6%A8%A1%E5%9E%8B/invoke")]
    public async Task Sign_Encoded_FitsTheRequestLine(string id, string wire)
    {
        var raw = await SendAsync($"model/{Uri.EscapeDataString(id)}/invoke");

        Assert.That(raw.Target, Is.EqualTo(wire));
        Assert.That(Verify(raw), Is.EqualTo(raw.Header("Authorization").Trim()));
    }

    // A path written without care: the URI class rewrites it, and the signature has to follow.
    [TestCase("model/amazon.nova-canvas-v1:0/invoke")]
    [TestCase("model/arn:aws:bedrock:us-east-1:1:x/y/invoke")]
    [TestCase("model/a b/invoke")]
    [TestCase("model/%7Ea%2e%2Db%3a/invoke")]
    [TestCase("model//twice/./x/../invoke")]
    [TestCase("model/模型/invoke?b=2&a=%20x&a=+&c")]
    [TestCase("model/m/invoke?q=模型&arn=a:b/c")]
    public async Task Sign_Careless_FitsTheRequestLine(string path)
    {
        var raw = await SendAsync(path);

        Assert.That(Verify(raw), Is.EqualTo(raw.Header("Authorization").Trim()));
    }

    [Test]
    public async Task Sign_Retry_FitsWithItsOwnDate()
    {
        var sut = CreateSut();
        using var request = Request("model/m/invoke");
        var destination = Destination();
        await sut.SignAsync(request, destination, default);
        _time.Advance(TimeSpan.FromMinutes(20));
        await sut.SignAsync(request, destination, default);

        var raw = await SendAsync(request);

        Assert.That(raw.Header("X-Amz-Date").Trim(), Is.EqualTo("20260501T122000Z"));
        Assert.That(Verify(raw), Is.EqualTo(raw.Header("Authorization").Trim()));
    }

    [Test]
    public async Task Verify_ChangedBody_DoesNotFit()
    {
        var raw = await SendAsync("model/m/invoke");

        Assert.That(Verify(raw with { Body = [.. raw.Body, 0] }), Is.Not.EqualTo(raw.Header("Authorization").Trim()));
    }

    [Test]
    public void Sign_NoRegion_SaysSo()
    {
        using var request = Request("model/m/invoke");
        Assert.That(async () => await CreateSut().SignAsync(request, AwsDestination.WithKeys(Address.ToString()), default),
            Throws.TypeOf<CredentialException>().With.Message.Contains("Region"));
    }

    [Test]
    public void Signs_ApiKey_NeedsNoSignature()
    {
        Assert.That(AwsSigner.Signs(AwsDestination.Create(apiKey: "bedrock-api-key")), Is.False);
        Assert.That(AwsSigner.Signs(AwsDestination.Create()), Is.True);
    }

    private ValueTask<RawRequest> SendAsync(string path) => SignAndSendAsync(Request(path));

    private async ValueTask<RawRequest> SignAndSendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            await CreateSut().SignAsync(request, Destination(), default);
            return await SendAsync(request);
        }
    }

    private async Task<RawRequest> SendAsync(HttpRequestMessage request)
    {
        var accepted = RawRequest.AcceptAsync(_listener);
        using var response = await _client.SendAsync(request);
        return await accepted;
    }

    private ImageDestination Destination() =>
        AwsDestination.WithKeys(Address.ToString(), ("Region", "us-west-2"), ("SessionToken", "IQoJb3JpZ2luX2VjE//+=="));

    private HttpRequestMessage Request(string path)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(Address, path)) { Content = new ReadOnlyMemoryContent(Encoding.UTF8.GetBytes("{\"n\":1}")) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Amzn-Bedrock-GuardrailIdentifier", ["a", "b   c"]);
        return request;
    }

    private static string Verify(RawRequest raw)
    {
        var authorization = raw.Header("Authorization").Trim();
        var names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        var scope = authorization.Split("Credential=")[1].Split(',')[0].Split('/', 2)[1];
        var target = raw.Target.Split('?', 2);
        var (canonical, signed) = SigV4Canonical.Create(raw.Method, target[0], target.Length > 1 ? target[1] : "",
            raw.Headers.Where(h => names.Contains(h.Key.ToLowerInvariant())), Convert.ToHexStringLower(SHA256.HashData(raw.Body)));
        Assert.That(names, Is.SupersetOf(new[] { "content-type", "host", "x-amz-date", "x-amz-security-token", "x-amzn-bedrock-guardrailidentifier" }));
        return SigV4.Authorization(new AwsCredentials("AKIDEXAMPLE", AwsDestination.Secret), scope, signed,
            SigV4.StringToSign(raw.Header("X-Amz-Date").Trim(), scope, canonical));
    }
}
