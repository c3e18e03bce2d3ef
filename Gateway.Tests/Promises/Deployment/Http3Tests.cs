using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Reload;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: an endpoint that asks for HTTP/3 has it where the system has QUIC, with certificates that are renewed; elsewhere it serves the other
/// versions, and the log says what is missing.
/// </summary>
internal sealed class Http3Tests
{
    // An endpoint's own certificate, the default one, one by host name, and protocols for all endpoints.
    private static readonly string[] s_asking =
    [
        """{"Endpoints":{"https":{"Url":"ADDRESS",PROTOCOLS,"Certificate":FILES}}}""",
        """{"Endpoints":{"https":{"Url":"ADDRESS",PROTOCOLS}},"Certificates":{"Default":FILES}}""",
        """{"Endpoints":{"https":{"Url":"ADDRESS",PROTOCOLS,"Sni":{"*":{"Certificate":FILES}}}}}""",
        """{"EndpointDefaults":{PROTOCOLS},"Endpoints":{"https":{"Url":"ADDRESS","Certificate":FILES}}}""",
    ];

    [TestCaseSource(nameof(s_asking))]
    public async Task Endpoint_AsksForIt_ItIsServedOrTheLogSaysWhyNot(string kestrel)
    {
        await using var world = await World.StartAsync(kestrel);
        using var client = world.Client();
        using var first = await client.GetAsync("/page");
        var told = world.Gateway.Host.Logs.Entries.Where(entry => entry.Id.Name == "Http3NotServed").Select(entry => entry.Message).ToList();

        Assert.That((first.StatusCode, first.Version), Is.EqualTo((HttpStatusCode.OK, HttpVersion.Version20)));
        if (!EdgeVersions.HaveQuic)
        {
            Assert.That(told, Has.Count.EqualTo(1));
            Assert.That(told[0], Does.Contain("(https)").And.Contain("libmsquic"));
            Assert.That(first.Header("alt-svc"), Is.Null, "nobody is sent where nobody listens");
            return;
        }
        Assert.That(told, Is.Empty);
        Assert.That(first.Header("alt-svc"), Does.StartWith($"h3=\":{world.Gateway.Host.Address.Port}\""));
        await world.RenewAsync();
        foreach (var version in (Version[])[HttpVersion.Version20, HttpVersion.Version30])
        {
            using var later = world.Client(version);
            Assert.That((await later.GetAsync("/page")).Version, Is.EqualTo(version));
        }
        Assert.That(world.Met, Is.EqualTo(new[] { "CN=first", "CN=second", "CN=second" }), "each with the intermediate certificate");
    }

    [TestCase("Http1AndHttp2AndHttp3", "http://127.0.0.1:1", false)]
    [TestCase("Http1AndHttp2AndHttp3", "https://127.0.0.1:1", true)]
    [TestCase("Http1AndHttp2", "https://127.0.0.1:1", false)]
    public void ProtocolsOfAllEndpoints_AskForItWhereThereIsTls(string protocols, string url, bool isAsked)
    {
        var kestrel = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:EndpointDefaults:Protocols"] = protocols,
            ["Kestrel:Endpoints:one:Url"] = url,
        }).Build().GetSection("Kestrel");

        Assert.That(Http3.IsAskedFor(kestrel, kestrel.GetSection("Endpoints:one")), Is.EqualTo(isAsked));
    }

    [Test]
    public async Task Endpoint_AsksForNone_NothingIsSaid()
    {
        await using var world = await World.StartAsync("""{"Endpoints":{"https":{"Url":"ADDRESS","Certificate":FILES}}}""");
        using var client = world.Client();
        using var answer = await client.GetAsync("/page");

        Assert.That(answer.Header("alt-svc"), Is.Null);
        Assert.That(world.Gateway.Host.Logs.Entries.Any(entry => entry.Id.Name == "Http3NotServed"), Is.False);
    }

    // Over HTTP/3 the server loses what is not flushed before its response ends; over the other versions it sends it then.
    [TestCase("/v1/images/generations", """{"model":"sandbox/painter","prompt":"a fox","size":"64x64"}""")]
    [TestCase("/v1/images/generations", """{"model":"sandbox/painter","prompt":"a fox","size":"64x64","stream":true}""")]
    [TestCase("/v1/images/generations", """{"model":"nobody/painter","prompt":"a fox"}""")]
    [TestCase("/v1/models", null)]
    [TestCase("/v1/models/sandbox/painter", null)]
    [TestCase("/v1/nothing", null)]
    [TestCase("/api/config", null)]
    [TestCase("/health", null)]
    [TestCase("/metrics", null)]
    public async Task Answer_ToHttp3_LeavesNothingToTheServersEnd(string path, string? body)
    {
        var unflushed = new TaskCompletionSource<long>();
        var file = """
            {"ReverseProxy":{"Routes":{"images":{"ClusterId":"sandbox","Match":{"Path":"/v1/images/generations"},"Metadata":{"ImageIngress":"unified"}}},
             "Clusters":{"sandbox":{"Metadata":{"ImageApi":"sandbox"},"Destinations":{"here":{"Address":"http://sandbox/"}}}}},
             "Images":{"Endpoints":{"Admin":{"Key":"sk-admin-0123456789abcdef"}}}}
            """;
        await using var gateway = await GatewayHost.StartAsync(file, configure: builder => builder.Services.AddSingleton<IStartupFilter>(new Claim(unflushed)));
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Authorization = new("Bearer", "sk-admin-0123456789abcdef");
        request.Content = body is null ? null : TestGateway.Content(body);
        using var answer = await gateway.Client.SendAsync(request);

        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.Not.Empty);
        Assert.That(await unflushed.Task.WaitAsync(Patience.Long), Is.Zero);
    }

    // Every request claims to be one of HTTP/3.
    private sealed class Claim(TaskCompletionSource<long> unflushed) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, rest) =>
            {
                context.Request.Protocol = "HTTP/3";
                await rest();
                unflushed.SetResult(context.Response.BodyWriter.UnflushedBytes);
            });
            next(app);
        };
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly Certificates _certificates = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("iris-h3-").FullName;
        private KubeletVolume _volume = null!;
        private AppHost _app = null!;

        public ReloadingGateway Gateway { get; private set; } = null!;

        public List<string> Met { get; } = [];

        public static async Task<World> StartAsync(string kestrel)
        {
            var world = new World();
            var (certificate, key) = world._certificates.Issue("first");
            world._volume = new KubeletVolume(world._folder, ("tls.crt", certificate), ("tls.key", key));
            world._app = await AppHost.StartAsync(context => context.Response.WriteAsync("a page"));
            var file = JsonNode.Parse(AppHost.ProxyFile(world._app.Address))!.AsObject();
            file["Kestrel"] = JsonNode.Parse(kestrel
                .Replace("ADDRESS", EdgeVersions.Url, StringComparison.Ordinal)
                .Replace("PROTOCOLS", "\"Protocols\":\"Http1AndHttp2AndHttp3\"", StringComparison.Ordinal)
                .Replace("FILES", $$"""{"Path":"{{world._folder}}/tls.crt","KeyPath":"{{world._folder}}/tls.key"}""", StringComparison.Ordinal));
            world.Gateway = await ReloadingGateway.StartAsync(file.ToJsonString());
            return world;
        }

        public HttpClient Client(Version? version = null)
        {
            var client = _certificates.Client(Gateway.Host.Address, Met);
            (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (version ?? HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            return client;
        }

        public Task RenewAsync()
        {
            var (certificate, key) = _certificates.Issue("second");
            return Gateway.LookAsync(() => Task.Run(() => _volume.Update(("tls.crt", certificate), ("tls.key", key))), "CertificateRenewed");
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await _app.DisposeAsync();
            _certificates.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
