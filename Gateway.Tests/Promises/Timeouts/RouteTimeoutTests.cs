using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Timeouts;

/// <summary>A route's <c>Timeout</c> ends an image call, all its attempts together, and the client who waits is told so.</summary>
internal sealed class RouteTimeoutTests
{
    [Test]
    public async Task Generate_RoutesTimeoutPasses_Is504WithTheTrail()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync(provider, null);
        using var response = await gateway.PostAsync(Generations, Request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.GatewayTimeout);
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("request_timed_out"));
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo("request timed out: the route's Timeout has passed"));
        var attempt = envelope["extra_fields"]!["attempts"]!.AsArray().Single()!;
        Assert.That(
            ((int)attempt["status"]!, (string)attempt["error_type"]!, (bool)attempt["possibly_billed"]!), Is.EqualTo((504, "request_timed_out", true)));
        var line = await gateway.AccessLineAsync();
        Assert.That((line["Status"], line["ErrorType"]), Is.EqualTo((504, "request_timed_out")));
    }

    [Test]
    public async Task Generate_RoutesTimeoutBehindAHeartbeat_IsAnErrorEvent()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync(provider, "00:00:00.100");
        using var response = await gateway.PostAsync(Generations, StreamRequest);
        var events = await ServerSentEvents.ReadAllAsync(response);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string)events.Single(e => e.Name == "error").Json["error"]!["type"]!, Is.EqualTo("request_timed_out"));
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider, string? heartbeat)
    {
        var file = JsonNode.Parse(ProxyJson.Create(
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, heartbeat is null ? null : new JsonObject { ["Heartbeat"] = heartbeat }))!;
        file["ReverseProxy"]!["Routes"]!["unified"]!["Timeout"] = "00:00:01";
        return GatewayHost.StartAsync(file.ToJsonString());
    }
}
