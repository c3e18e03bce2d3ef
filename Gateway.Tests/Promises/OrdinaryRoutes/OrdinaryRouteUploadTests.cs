using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>An app's uploads have no limit but the one of their route, and nothing of them is held.</summary>
internal sealed class OrdinaryRouteUploadTests
{
    private const int Large = 34 * 1024 * 1024;
    private const int Huge = 200 * 1024 * 1024;

    // The bytes that the sockets on both sides of the gateway may hold.
    private const int InSockets = 64 * 1024 * 1024;

    // It measures the memory of the whole process, to which others would add.
    [NonParallelizable]
    [Test]
    public async Task Upload_Of200MB_IsStreamedAndHeldNowhere()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppHost.StartAsync(async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1024]);
            await goOn.Task;
            await CountAsync(context);
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        var upload = new Upload(Huge);
        var answer = gateway.Client.PostAsync("/upload", upload);

        // The app has stopped reading: so does everybody before it.
        for (long before = -1; before != upload.Sent || before == 0; await Task.Delay(500))
            before = upload.Sent;
        Assert.That(upload.Sent, Is.LessThan(InSockets));
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        goOn.SetResult();
        using var response = await answer.WaitAsync(Patience.Long);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo((Huge - 1024).ToString(CultureInfo.InvariantCulture)));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - memory, Is.LessThan(32 * 1024 * 1024));
    }

    [TestCase("/{**rest}", "POST")]
    [TestCase("/upload", "PUT")]
    public async Task Upload_NothingSaidOfASize_HasNoLimit(string path, string method)
    {
        await using var app = await AppHost.StartAsync(CountAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["Match"]!["Path"] = path));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/upload") { Content = new ByteArrayContent(new byte[Large]) };
        using var response = await gateway.Client.SendAsync(request);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Large.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task Upload_ToAProvidersOwnApi_HasNoLimit()
    {
        await using var provider = await AppHost.StartAsync(CountAsync);
        var file = ProxyJson.Create(
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address.AbsoluteUri) },
            routes: new JsonObject { ["files"] = new JsonObject { ["ClusterId"] = "openai", ["Match"] = new JsonObject { ["Path"] = "/files" } } });
        await using var gateway = await GatewayHost.StartAsync(file);
        using var response = await gateway.Client.PostAsync("/files", new ByteArrayContent(new byte[Large]));

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Large.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task Upload_MaxRequestBodySizeLifted_PassesWhole()
    {
        await using var app = await AppHost.StartAsync(CountAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["MaxRequestBodySize"] = -1));
        using var response = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[Large]));

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Large.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task Upload_OverTheRoutesOwnLimit_Is413AndALineInTheLog()
    {
        await using var app = await AppHost.StartAsync(CountAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["MaxRequestBodySize"] = 1000));
        using var fits = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[1000]));
        using var tooLarge = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[1001]));

        Assert.That(await fits.Content.ReadAsStringAsync(), Is.EqualTo("1000"));
        await tooLarge.PlainAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.That(() => gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message), Has.Exactly(1).Items
            .And.All.StartsWith("route app, destination main: RequestBodyClient: Request body too large. The max request body size is 1000 bytes.").After(10_000, 5));
    }

    [Test]
    public async Task Upload_SmallImageLimit_DoesNotTouchTheApp()
    {
        await using var app = await AppHost.StartAsync(CountAsync);
        var file = ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["app"] = AppHost.Cluster(app.Address) },
            new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = 100 } },
            new JsonObject { ["app"] = AppHost.Route() });
        await using var gateway = await GatewayHost.StartAsync(file);
        using var upload = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[5000]));
        using var image = await gateway.PostAsync("/v1/images/generations", $$"""{"model":"sandbox/painter","prompt":"{{new string('x', 200)}}"}""");

        Assert.That(await upload.Content.ReadAsStringAsync(), Is.EqualTo("5000"));
        await image.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task CountAsync(HttpContext context)
    {
        var (buffer, total) = (new byte[64 * 1024], 0L);
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            total += read;
        await context.Response.WriteAsync(total.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class Upload(int length) : HttpContent
    {
        private long _sent;

        public long Sent => Interlocked.Read(ref _sent);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[64 * 1024];
            for (var left = length; left > 0; left -= piece.Length)
            {
                await stream.WriteAsync(piece.AsMemory(0, Math.Min(left, piece.Length)));
                Interlocked.Add(ref _sent, piece.Length);
            }
        }

        protected override bool TryComputeLength(out long size)
        {
            size = length;
            return true;
        }
    }
}
