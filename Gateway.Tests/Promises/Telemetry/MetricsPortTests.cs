using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>A port of its own keeps metrics off the public one, whatever the Host header says.</summary>
// A free port stays free only while nobody else looks for one.
[NonParallelizable]
internal sealed class MetricsPortTests
{
    [Test]
    public async Task Metrics_WithAPortOfTheirOwn_AreThereAndNowhereElse()
    {
        var port = AppHost.FreePort();
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, JsonNode.Parse($$"""{ "Endpoints": { "MetricsPort": {{port}} } }""")!.AsObject()));
        var own = $"http://127.0.0.1:{port}";
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = $"localhost:{port}" } };
        // The Host header names another port, as it does behind a forwarded port.
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, own + "/metrics") { Headers = { Host = "localhost:19090" } };
        using var forgedAnswer = await gateway.Client.SendAsync(forged);
        using var forwardedAnswer = await gateway.Client.SendAsync(forwarded);
        using var image = await gateway.Client.PostAsync(own + "/v1/images/generations", new StringContent("{}"));

        await forgedAnswer.EnvelopeAsync(HttpStatusCode.NotFound);
        Assert.That(await forwardedAnswer.Content.ReadAsStringAsync(), Does.Contain("# TYPE"));
        await image.EnvelopeAsync(HttpStatusCode.NotFound);
    }

    // 127.0.0.2 is this machine's as well, but no address of the gateway's.
    [TestCase(null, "127.0.0.1", "127.0.0.2")]
    [TestCase("127.0.0.2", "127.0.0.2", "127.0.0.1")]
    [TestCase("*", "127.0.0.2", null)]
    [Platform("Linux")]
    public async Task Metrics_Port_ListensWhereTheGatewayDoesOrWhereItIsTold(string? host, string open, string? closed)
    {
        var port = AppHost.FreePort();
        var endpoints = new JsonObject { ["MetricsPort"] = port };
        if (host is not null)
            endpoints["MetricsHost"] = host;
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject { ["Endpoints"] = endpoints }));

        Assert.That(await gateway.Client.GetStringAsync($"http://{open}:{port}/metrics"), Does.Contain("# TYPE"));
        if (closed is not null)
            Assert.That(async () => await gateway.Client.GetStringAsync($"http://{closed}:{port}/metrics"), Throws.InstanceOf<HttpRequestException>());
    }

    [TestCase("urls=http://127.0.0.1:80;http://LOCALHOST;https://[::1]:443/;http://localhost:81", "127.0.0.1,LOCALHOST,[::1]")]
    [TestCase("http_ports=8080,https_ports=8443", "*")]
    [TestCase("urls=http://unix:/run/iris.sock", "")]
    [TestCase("urls=http://unix:/run/iris.sock;http://+:80", "+")]
    [TestCase("Kestrel:Endpoints:main:Url=http://10.0.0.1:80,Kestrel:Endpoints:other:Url=http://unix:/x", "10.0.0.1")]
    [TestCase("urls=nonsense", "")]
    public void Hosts_OfAllAddresses_AreThere(string settings, string expected) =>
        Assert.That(string.Join(',', ListeningAddresses.Hosts(Configuration(settings))), Is.EqualTo(expected));

    [TestCase("urls=http://a:1;http://b:2", "http://a:1,http://b:2")]
    [TestCase("http_ports=8080", "http://*:8080")]
    [TestCase("http_ports=8080;8081,https_ports=8443", "http://*:8080,http://*:8081,https://*:8443")]
    [TestCase("urls=http://a:1,http_ports=8080", "http://a:1")]
    [TestCase("other=x", "")]
    [TestCase("Kestrel:Endpoints:main:Url=http://a:1,urls=http://b:2", null)]
    public void Given_WhateverNamesAnAddress_IsFound(string settings, string? expected)
    {
        var given = ListeningAddresses.Given(Configuration(settings));

        Assert.That(given is null ? null : string.Join(',', given), Is.EqualTo(expected));
    }

    private static IConfigurationRoot Configuration(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split(',').Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]))
        .Build();
}
