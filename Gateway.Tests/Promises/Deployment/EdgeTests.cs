using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Gateway.Configuration;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: with examples/edge/proxy.json an app behind TLS works as it did before: HTTP/2, WebSockets, uploads, ranges, compression, CORS, and it
/// knows who has called it by which name; by HTTP/3 as well, where the system has QUIC.
/// </summary>
[TestFixtureSource(typeof(EdgeVersions), nameof(EdgeVersions.Served))]
internal sealed class EdgeTests(Version version) : IAsyncDisposable
{
    private const string Example = "examples/edge/proxy.json";

    private Certificates _certificates = null!;
    private AppHost _app = null!;
    private GatewayHost _gateway = null!;
    private HttpClient _client = null!;
    private string _folder = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _certificates = new Certificates();
        _folder = Directory.CreateTempSubdirectory("iris-edge-").FullName;
        var (certificate, key) = _certificates.Issue("edge");
        await File.WriteAllTextAsync(Path.Combine(_folder, "tls.crt"), certificate);
        await File.WriteAllTextAsync(Path.Combine(_folder, "tls.key"), key);
        _app = await AppHost.StartAsync(EdgeApp.AnswerAsync);
        _gateway = await GatewayHost.StartAsync(Configuration(text => text));
        _client = _certificates.Client(_gateway.Address, []);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _app.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The example, with this test's app, certificate and ports.
    private string Configuration(Func<string, string> edit) => edit(File.ReadAllText(Repository.PathOf(Example)))
        .Replace("http://127.0.0.1:3000/", _app.Address.AbsoluteUri, StringComparison.Ordinal)
        .Replace("https://*:8443", EdgeVersions.Url, StringComparison.Ordinal)
        .Replace("tls/", _folder + "/", StringComparison.Ordinal)
        .Replace(", \"MetricsPort\": 9464, \"MetricsHost\": \"127.0.0.1\"", "", StringComparison.Ordinal);

    private HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    [Test]
    public async Task Example_LoadsAndKeepsTheSchema()
    {
        var file = new ProxyConfigurationFile(Repository.PathOf(Example));
        var loaded = await GatewayApplication.CreateLoader(static _ => { }, static _ => null).LoadAsync(file.Read(out _)!, file.Directory);
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Repository.PathOf("proxy.schema.json"));

        Assert.That(loaded.Errors.Select(error => error.ToString()), Is.Empty);
        Assert.That(schema.Validate(Regex.Replace(await File.ReadAllTextAsync(Repository.PathOf(Example)), @"(?m)^\s*//.*$", "")), Is.Empty);
    }

    [Test]
    public async Task Get_Page_ComesByItsVersionAndTheAppKnowsTheClient()
    {
        using var request = Request(
            HttpMethod.Get, "/page", ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Host", "evil.example"));
        request.Headers.Host = "shop.example";
        using var response = await _client.SendAsync(request);

        Assert.That(response.Version, Is.EqualTo(version));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("/page host=shop.example for=127.0.0.1 proto=https as=shop.example prefix="));
        Assert.That(response.Headers.GetValues("Strict-Transport-Security"), Is.EqualTo(new[] { "max-age=31536000" }));
    }

    [Test]
    public async Task Get_PageBehindAnotherProxy_ItsWordIsKept()
    {
        const string Trusting = "\"X-Forwarded\": \"Append\"";
        await using var gateway = await GatewayHost.StartAsync(Configuration(text => text.Replace("\"X-Forwarded\": \"Set\"", Trusting, StringComparison.Ordinal)));
        using var client = _certificates.Client(gateway.Address, []);
        using var response = await client.SendAsync(Request(HttpMethod.Get, "/page", ("X-Forwarded-For", "203.0.113.7")));

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("for=203.0.113.7, 127.0.0.1 "));
    }

    [Test]
    public async Task Get_BelowThePrefix_TheAppSeesItsOwnPath()
    {
        using var response = await _client.SendAsync(Request(HttpMethod.Get, "/docs/page?a=b"));

        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("/page?a=b ").And.EndsWith(" prefix=/docs"));
    }

    [Test]
    public async Task Get_Range_IsThePart()
    {
        using var request = Request(HttpMethod.Get, "/file");
        request.Headers.Range = new RangeHeaderValue(1_000_000, 1_000_009);
        using var response = await _client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(response.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes 1000000-1000009/{EdgeApp.File.Length}"));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(EdgeApp.File[1_000_000..1_000_010]));
    }

    [Test]
    public async Task Get_Compressed_ItsBytesAreLeftAlone()
    {
        using var response = await _client.SendAsync(Request(HttpMethod.Get, "/compressed", ("Accept-Encoding", "gzip, br")));

        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(EdgeApp.Compressed));
        Assert.That(response.Headers.Vary, Is.EqualTo(new[] { "Accept-Encoding" }));
        using var unzipped = new GZipStream(new MemoryStream(EdgeApp.Compressed), CompressionMode.Decompress);
        Assert.That(await new StreamReader(unzipped).ReadToEndAsync(), Does.StartWith("a page"));
    }

    [Test]
    public async Task Post_Upload_ArrivesWhole()
    {
        var bytes = RandomNumberGenerator.GetBytes(20 << 20);
        using var request = Request(HttpMethod.Post, "/upload");
        request.Content = new ByteArrayContent(bytes);
        using var response = await _client.SendAsync(request);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Convert.ToHexString(SHA256.HashData(bytes))));
    }

    [Test]
    public async Task Options_Preflight_IsTheAppsToAnswer()
    {
        using var response = await _client.SendAsync(Request(
            HttpMethod.Options, "/api", ("Origin", "https://other.example"), ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-own")));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(response.Header("Access-Control-Allow-Origin"), Is.EqualTo("https://other.example"));
        Assert.That(response.Header("Access-Control-Allow-Headers"), Is.EqualTo("x-own"));
    }

    [Test]
    public async Task Connect_WebSocket_TalksToTheApp()
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=edge";
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{_gateway.Address.Port}/socket"), default).WaitAsync(Patience.Long);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, default);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, default).WaitAsync(Patience.Long);

        Assert.That(Encoding.UTF8.GetString(buffer, 0, received.Count), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Post_Picture_IsIriss()
    {
        using var request = Request(HttpMethod.Post, "/openai/v1/images/generations");
        request.Content = TestGateway.Content("""{"model":"sandbox/painter","prompt":"a fox","size":"64x64"}""");
        using var response = await _client.SendAsync(request);
        using var health = await _client.SendAsync(Request(HttpMethod.Get, "/-/health"));
        using var models = await _client.SendAsync(Request(HttpMethod.Get, "/-/v1/models"));
        using var page = await _client.SendAsync(Request(HttpMethod.Get, "/health"));

        using var stream = Request(HttpMethod.Post, "/openai/v1/images/generations");
        stream.Content = TestGateway.Content("""{"model":"sandbox/painter","prompt":"a fox","size":"64x64","stream":true}""");
        using var streamed = await _client.SendAsync(stream);

        var picture = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]![0]!["b64_json"]!;
        Assert.That(Convert.FromBase64String((string)picture!), Has.Length.GreaterThan(100));
        Assert.That(await streamed.Content.ReadAsStringAsync(), Does.Contain("event: image_generation.completed").And.EndWith("\n\n"));
        Assert.That(_gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Message), Is.Empty);
        Assert.That(JsonNode.Parse(await models.Content.ReadAsStringAsync())!["data"]!.AsArray(), Is.Not.Empty);
        Assert.That(await health.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"ok"}"""));
        Assert.That(await page.Content.ReadAsStringAsync(), Does.StartWith("/health "), "the app's own");
    }
}
