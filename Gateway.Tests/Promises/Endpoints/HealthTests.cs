using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Endpoints;

/// <summary>The three health endpoints, and where they stand.</summary>
internal sealed class HealthTests
{
    [TestCase("/health")]
    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    public async Task Get_Healthy_SaysOk(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.Client.GetAsync(path);
        using var head = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"ok"}"""));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That((head.StatusCode, head.Content.Headers.ContentLength), Is.EqualTo((HttpStatusCode.OK, (long?)15)));
    }

    [Test]
    public async Task Get_Draining_IsNotReadyButAliveAndServing()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        await gateway.Services.GetRequiredService<Drain>().StoppingAsync(default);
        using var ready = await gateway.Client.GetAsync("/health/ready");
        using var image = await gateway.PostAsync("/v1/images/generations", """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"draining"}"""));
        Assert.That(await gateway.Client.GetStringAsync("/health/live"), Is.EqualTo("""{"status":"ok"}"""));
        Assert.That(image.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Get_WithAPrefix_TheGatewaysEndpointsMoveAndLeaveTheAppItsOwn()
    {
        await using var app = await AppHost.StartAsync(context => context.Response.Body.WriteAsync("app"u8.ToArray()).AsTask());
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["app"] = AppHost.Cluster(app.Address) },
            JsonNode.Parse("""{ "Endpoints": { "Prefix": "/_iris" } }""")!.AsObject(),
            new JsonObject { ["app"] = AppHost.Route() }));

        foreach (var path in new[] { "/health", "/health/live", "/health/ready", "/metrics", "/v1/models", "/openai/v1/models" })
        {
            Assert.That(await gateway.Client.GetStringAsync(path), Is.EqualTo("app"), path);
            Assert.That(await gateway.Client.GetStringAsync("/_iris" + path), Is.Not.EqualTo("app"), path);
        }
    }
}
