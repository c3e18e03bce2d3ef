using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>The limit of image requests is none of the app's: its uploads have YARP's and Kestrel's.</summary>
internal sealed class OrdinaryRouteUploadTests
{
    private const int Large = 34 * 1024 * 1024;

    [Test]
    public async Task Upload_MaxRequestBodySizeLifted_PassesWhole()
    {
        await using var app = await AppHost.StartAsync(CountAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["MaxRequestBodySize"] = -1));
        using var response = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[Large]));

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Large.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task Upload_OverTheRoutesOwnLimit_Is413InTheEnvelope()
    {
        await using var app = await AppHost.StartAsync(CountAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["MaxRequestBodySize"] = 1000));
        using var fits = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[1000]));
        using var tooLarge = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[1001]));

        Assert.That(await fits.Content.ReadAsStringAsync(), Is.EqualTo("1000"));
        await tooLarge.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge);
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
}
