using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>
/// The promise: an application of one's own makes pictures with Iris, with a provider of its own, beside its endpoints and YARP routes.
/// </summary>
internal sealed class EmbeddedTests : IDisposable
{
    private string _directory = null!;
    private AppHost _stamps = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private string? _received;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _stamps = await AppHost.StartAsync(StampAsync);
        _directory = Directory.CreateTempSubdirectory("iris-").FullName;
        await File.WriteAllTextAsync(Path.Combine(_directory, "images.json"), ProxyJson.Create(new JsonObject
        {
            ["stamps"] = ProxyJson.Cluster("stamp", _stamps.Address.ToString(), metadata: ("Ink", "blue")),
            ["sandbox"] = ProxyJson.Sandbox(),
        }));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _directory, EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddReverseProxy()
            .LoadFromMemory(
                [new RouteConfig { RouteId = "rest", ClusterId = "rest", Match = new RouteMatch { Path = "/rest/{**path}" } }],
                [new ClusterConfig { ClusterId = "rest", Destinations = new Dictionary<string,
                    DestinationConfig> { ["d"] = new() { Address = _stamps.Address.ToString() } } }])
            .AddImages(images => images.LoadFromFile("images.json").AddProvider<StampProvider>());
        _app = builder.Build();
        _app.MapGet("/hello", () => "hello");
        _app.MapImageEndpoints();
        _app.MapReverseProxy(proxy =>
        {
            proxy.UseImages();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Dispose();
        await _app.DisposeAsync();
        await _stamps.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public void Dispose() => _client.Dispose();

    [Test]
    public async Task Jobs_OfTheFile_AreServedAndMadeByTheApplication()
    {
        await using var app = await EmbeddedApp.StartAsync(
            ProxyJson.Create(
                new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
                JsonNode.Parse("""{ "State": { "Sqlite": "state/iris.db" }, "Store": { "Directory": "pictures" }, "Jobs": {} }""")!.AsObject()),
            proxy => proxy.AddImages(EmbeddedApp.Load));

        using var accepted = await app.Client.PostAsync(
            "/v1/async/images/generations", TestGateway.Content("""{"model":"sandbox/painter","prompt":"a","size":"64x64","response_format":"b64_json"}"""));
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await accepted.Content.ReadAsStringAsync());
        var job = JsonNode.Parse(await app.Client.GetStringAsync(accepted.Headers.Location + "?wait=30s"))!;

        Assert.That((string?)job["status"], Is.EqualTo("completed"), job.ToJsonString());
    }

    [Test]
    public async Task Post_ProviderOfTheApplications_DrawsWithItsKeyAndSetting()
    {
        using var response = await PostAsync("""{"model":"stamps/classic","prompt":"a red kite","response_format":"b64_json"}""");
        var answer = await response.JsonAsync();

        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel), answer.ToJsonString());
            Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("stamps"));
            Assert.That(_received, Is.EqualTo("/stamps/classic test-key-123456 blue: a red kite"));
        });
    }

    [Test]
    public async Task Post_ProviderThatShips_DrawsToo()
    {
        using var response = await PostAsync("""{"model":"sandbox/painter","prompt":"p","size":"32x32"}""");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Post_UnknownProvider_GetsTheEnvelope()
    {
        using var response = await PostAsync("""{"model":"nobody/m","prompt":"p"}""");

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["code"], Is.EqualTo("provider_not_found"));
    }

    [Test]
    public async Task Get_EndpointsAndRoutesOfTheApplications_AreItsOwn()
    {
        Assert.That(await _client.GetStringAsync("/hello"), Is.EqualTo("hello"));
        Assert.That(await _client.GetStringAsync("/rest/of/it"), Is.EqualTo("the application behind /rest/of/it"));
        using var unknown = await _client.GetAsync("/unknown");
        Assert.That((unknown.StatusCode, await unknown.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.NotFound, "")));
    }

    [Test]
    public async Task Get_ImageEndpoints_AreMapped()
    {
        Assert.That((string?)(await _client.GetFromJsonAsync<JsonObject>("/health"))!["status"], Is.EqualTo("ok"));
        var models = (await _client.GetFromJsonAsync<JsonObject>("/v1/models"))!["data"]!.AsArray();
        Assert.That(models.Select(model => (string?)model!["id"]), Is.EquivalentTo(new[] { "stamps/classic", "sandbox/painter" }));
    }

    [Test]
    public void AddImages_FileWithErrors_StartsNothingAndNamesThemAll()
    {
        File.WriteAllText(Path.Combine(_directory, "bad.json"), ProxyJson.Create(new JsonObject
        {
            ["stamps"] = ProxyJson.Cluster("stamp", "http://a/", metadata: ("Ink", "light blue")),
            ["other"] = ProxyJson.Cluster("stmp", "http://a/"),
        }));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = _directory });
        builder.Services.AddReverseProxy().AddImages(images => images.LoadFromFile("bad.json").AddProvider<StampProvider>());

        Assert.That(() => builder.Build(), Throws.InvalidOperationException
            .With.Message.Contains("is no ink").And.Message.Contains("\"stmp\" is no image API; did you mean \"stamp\"?"));
    }

    [Test]
    public void AddImages_Twice_IsRefused() => Assert.That(
        () => new ServiceCollection().AddReverseProxy().AddImages().AddImages(), Throws.InvalidOperationException.With.Message.Contains("before"));

    [Test]
    public void AddImages_WithoutYarpsForwarder_SaysWhatIsMissing()
    {
        var proxy = new ServiceCollection().AddReverseProxy();
        foreach (var forwarder in proxy.Services.Where(service => service.ServiceType == typeof(IHttpForwarder)).ToArray())
            proxy.Services.Remove(forwarder);

        Assert.That(() => proxy.AddImages(), Throws.InvalidOperationException.With.Message.Contains("AddReverseProxy"));
    }

    private Task<HttpResponseMessage> PostAsync(string json) =>
        _client.PostAsync("/v1/images/generations", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    private async Task StampAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/rest"))
        {
            await context.Response.WriteAsync("the application behind " + context.Request.Path);
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        _received = $"{context.Request.Path} {context.Request.Headers["x-stamp-key"]} {await reader.ReadToEndAsync()}";
        context.Response.ContentType = "image/png";
        await context.Response.Body.WriteAsync(Convert.FromBase64String(RawAnswer.Pixel));
    }
}
