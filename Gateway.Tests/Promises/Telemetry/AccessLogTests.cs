using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>Exactly one line a request, its values as named members.</summary>
internal sealed class AccessLogTests
{
    private const string Category = "Iris.Gateway.Telemetry.AccessLog";

    private GatewayHost _gateway = null!;

    [SetUp]
    public async Task StartAsync() =>
        _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["second"] = ProxyJson.Sandbox() }));

    [TearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    private async Task<Dictionary<string, object?>> OnlyLineAsync()
    {
        await Answers.EventuallyAsync(() => _gateway.Logs.Entries.Any(entry => entry.Category == Category), "the access line");
        return _gateway.Logs.Entries.Single(entry => entry.Category == Category).Values.ToDictionary();
    }

    [Test]
    public async Task Generate_WithAFallback_OneLineTellsItAll()
    {
        using var response = await _gateway.PostAsync(
            "/v1/images/generations?secret=1",
            """{"model":"sandbox/painter~status=500","prompt":"p","size":"32x32","n":2,"stream":true,"fallbacks":["second/painter"]}""");
        var completed = (await ServerSentEvents.ReadAllAsync(response)).Where(e => e.Name == "image_generation.completed").ToArray();
        var line = await OnlyLineAsync();

        Assert.Multiple(() =>
        {
            Assert.That(line["Method"], Is.EqualTo("POST"));
            Assert.That(line["Path"], Is.EqualTo("/v1/images/generations"));
            Assert.That(line["Status"], Is.EqualTo(200));
            Assert.That(line["Milliseconds"], Is.InstanceOf<long>());
            Assert.That(line["RequestId"], Is.EqualTo(response.Headers.GetValues("x-request-id").Single()));
            Assert.That(line["Provider"], Is.EqualTo("second"));
            Assert.That(line["Model"], Is.EqualTo("painter"));
            Assert.That(line["Destination"], Is.EqualTo("main"));
            Assert.That(line["Stream"], Is.EqualTo(true));
            Assert.That(line["Attempts"], Is.EqualTo(2));
            Assert.That(line["FallbackIndex"], Is.EqualTo(1));
            Assert.That(line["Images"], Is.EqualTo(completed.Length).And.EqualTo(2));
            Assert.That(line["Bytes"], Is.GreaterThan(0));
            Assert.That(line.Keys, Has.None.EqualTo("ErrorType"));
        });
    }

    [Test]
    public async Task Generate_WithAFallback_TextSaysWhichOne()
    {
        using var response = await _gateway.PostAsync(
            "/v1/images/generations", """{"model":"sandbox/painter~status=500","prompt":"p","size":"32x32","fallbacks":["second/painter"]}""");
        await response.Content.ReadAsByteArrayAsync();
        await OnlyLineAsync();

        Assert.That(
            _gateway.Logs.Entries.Single(entry => entry.Category == Category).Message,
            Does.Contain(", provider second, model painter, destination main, stream False, attempts 2, fallback=1, images 1, "));
    }

    [TestCase("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [TestCase("00-00000000000000000000000000000000-b7ad6b7169203331-01", null)]
    [TestCase("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", null)]
    [TestCase("an invention", null)]
    public async Task Request_OfATrace_LineNamesIt(string traceParent, string? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        using var response = await _gateway.Client.SendAsync(request);
        var line = await OnlyLineAsync();

        Assert.That(line.GetValueOrDefault("TraceId"), Is.EqualTo(expected));
        Assert.That(_gateway.Logs.Entries.Single(entry => entry.Category == Category).Message.Contains("trace"), Is.EqualTo(expected is not null));
    }

    [TestCase("/health")]
    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    [TestCase("/metrics")]
    public async Task Get_ProbeOrMetrics_IsLoggedAtDebug(string path)
    {
        using var quiet = await _gateway.Client.GetAsync(path);
        using var page = await _gateway.Client.GetAsync("/nowhere");
        Assert.That((await OnlyLineAsync())["Path"], Is.EqualTo("/nowhere"), "the only one at the usual level");

        await _gateway.DisposeAsync();
        _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }), args: "--Logging:LogLevel:Default=Debug");
        using var again = await _gateway.Client.GetAsync(path);
        await OnlyLineAsync();
        Assert.That(_gateway.Logs.Entries.Single(entry => entry.Category == Category).Level, Is.EqualTo(LogLevel.Debug));
    }

    // A free port stays free only while nobody else looks for one.
    [NonParallelizable]
    [Test]
    public async Task Get_MetricsOnTheirOwnPort_IsLoggedAtDebug()
    {
        await _gateway.DisposeAsync();
        var port = AppHost.FreePort();
        _gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject { ["Endpoints"] = new JsonObject { ["MetricsPort"] = port } }),
            args: "--Logging:LogLevel:Default=Debug");
        using var scrape = await _gateway.Client.GetAsync($"http://127.0.0.1:{port}/metrics");
        await OnlyLineAsync();

        Assert.That(_gateway.Logs.Entries.Single(entry => entry.Category == Category).Level, Is.EqualTo(LogLevel.Debug));
    }

    [Test]
    public async Task Generate_Refused_OneLineWithTheErrorsType()
    {
        using var response = await _gateway.PostAsync("/v1/images/generations", """{"model":"nobody/x","prompt":"p"}""");
        var line = await OnlyLineAsync();

        Assert.Multiple(() =>
        {
            Assert.That(line["Status"], Is.EqualTo(400));
            Assert.That(line["Provider"], Is.EqualTo("nobody"));
            Assert.That(line["Attempts"], Is.Zero);
            Assert.That(line["Images"], Is.Zero);
            Assert.That(line["ErrorType"], Is.EqualTo("invalid_request_error"));
            Assert.That(line.Keys, Has.None.EqualTo("Destination"), "what is not there is left out");
        });
    }

    [Test]
    public async Task Get_UnknownPath_OneShortLine()
    {
        using var response = await _gateway.Client.GetAsync("/nowhere?token=1");
        var line = await OnlyLineAsync();

        Assert.That(line["Path"], Is.EqualTo("/nowhere"), "no query in the log");
        Assert.That(line["Status"], Is.EqualTo(404));
        Assert.That(line.Keys, Has.None.EqualTo("Provider"));
    }

    [Test]
    public async Task Get_AppsPage_TellsRouteDestinationBytesAndClient()
    {
        await using var app = await AppHost.StartAsync(async context =>
        {
            await context.Response.WriteAsync("a page ");
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync("in chunks");
        });
        await _gateway.DisposeAsync();
        _gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var response = await _gateway.Client.GetAsync("/page?token=1");
        var line = await OnlyLineAsync();

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("a page in chunks"));
        Assert.That(
            string.Join(", ", line.Where(member => member.Key is not ("Milliseconds" or "RequestId" or "{OriginalFormat}")).Select(member => $"{member.Key}={member.Value}")),
            Is.EqualTo("Client=127.0.0.1, Bytes=16, Destination=main, Route=app, Status=200, Path=/page, Method=GET"));
        Assert.That(
            _gateway.Logs.Entries.Single(entry => entry.Category == Category).Message,
            Does.Match("^GET /page 200 in [0-9]+ ms, id [0-9a-f]{32}, route app, destination main, bytes 16, client 127.0.0.1$"));
    }

    [Test]
    public async Task Get_AppIsDown_TellsTheError()
    {
        await _gateway.DisposeAsync();
        await using var down = RawProvider.Refusing();
        _gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(new Uri(down.Address)));
        using var response = await _gateway.Client.GetAsync("/page");
        var line = await OnlyLineAsync();

        Assert.That((line["Status"], line["ErrorType"], line["Destination"]), Is.EqualTo((502, "Request", "main")));
    }

    [Test]
    public async Task Generate_Refused_TextHasNothingThatIsNotThere()
    {
        using var response = await _gateway.PostAsync("/v1/images/generations", "{}");
        await OnlyLineAsync();

        Assert.That(
            _gateway.Logs.Entries.Single(entry => entry.Category == Category).Message,
            Does.Match("^POST /v1/images/generations 400 in [0-9]+ ms, id [0-9a-f]{32}, stream False, attempts 0, images 0, bytes 0, error invalid_request_error$"));
    }

    [Test]
    public async Task Generate_ClientGone_IsLoggedAs499()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await AppHost.StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await _gateway.DisposeAsync();
        _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address.AbsoluteUri) }));
        using var gone = new CancellationTokenSource();
        var call = _gateway.PostAsync("/v1/images/generations", """{"model":"openai/gpt-image-2","prompt":"p"}""", gone.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await gone.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        var line = await OnlyLineAsync();

        Assert.That(line["Status"], Is.EqualTo(499));
        Assert.That(line["ErrorType"], Is.EqualTo("request_cancelled"));
    }
}
