using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: a port of its own keeps the management off the public one, and listens where the gateway does or where it is told.</summary>
// A free port stays free only while nobody else looks for one.
[NonParallelizable]
internal sealed class AdminPortTests
{
    [Test]
    public async Task Ask_PortOfItsOwn_IsTheOnlyOne()
    {
        var port = AppHost.FreePort();
        await using var world = await StartAsync(images: $$"""{ "Endpoints": { "Admin": { "Key": "{{Key}}", "Port": {{port}} } } }""");
        var own = $"http://127.0.0.1:{port}";
        using var there = await world.RequestAsync(HttpMethod.Get, own + "/api/config");
        using var here = await world.RequestAsync(HttpMethod.Get, "/api/config");
        using var forged = await world.RequestAsync(HttpMethod.Get, "/api/config", header: ("Host", $"localhost:{port}"));
        using var drawn = await world.RequestAsync(HttpMethod.Post, own + "/v1/images/generations", Draw);
        using var closed = await world.Gateway.Client.GetAsync(own + "/health");

        Assert.That(
            new[] { there, here, forged, drawn, closed }.Select(response => (int)response.StatusCode), Is.EqualTo(new[] { 200, 404, 404, 404, 401 }));
    }

    [TestCase(null, "127.0.0.1", "127.0.0.2")]
    [TestCase("127.0.0.2", "127.0.0.2", "127.0.0.1")]
    [Platform("Linux")]
    public async Task Port_ListensWhereTheGatewayDoesOrWhereItIsTold(string? host, string open, string closed)
    {
        var (port, metrics) = (AppHost.FreePort(), AppHost.FreePort());
        var admin = new JsonObject { ["Key"] = Key, ["Port"] = port };
        if (host is not null)
            admin["Host"] = host;
        var endpoints = new JsonObject { ["Admin"] = admin, ["MetricsPort"] = metrics, ["MetricsHost"] = "*" };
        await using var world = await StartAsync(images: new JsonObject { ["Endpoints"] = endpoints }.ToJsonString());

        using var answer = await world.RequestAsync(HttpMethod.Get, $"http://{open}:{port}/api/config");
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(async () => await world.RequestAsync(HttpMethod.Get, $"http://{closed}:{port}/api/config"), Throws.InstanceOf<HttpRequestException>());
        });
    }
}
