using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Reload;

/// <summary>Edits under load cost nobody a request.</summary>
internal sealed class ReloadUnderLoadTests
{
    [Test]
    public async Task Edit_TwentyTimesWhileFourClientsDraw_NoRequestFails()
    {
        await using var gateway = await ReloadingGateway.StartAsync(FileNumber(0));
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(() => DrawAsync(gateway.Host, worker % 2 == 0, stop.Token))).ToArray();

        for (var i = 1; i <= 20; i++)
            await gateway.EditAsync(FileNumber(i));
        await stop.CancelAsync();
        var answers = (await Task.WhenAll(workers)).SelectMany(statuses => statuses).ToArray();

        Assert.That(answers, Has.Length.GreaterThanOrEqualTo(8));
        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK));
    }

    // Changes what new HTTP clients are made for, limits, and the set of clusters and routes.
    private static string FileNumber(int i)
    {
        var clusters = new JsonObject { ["sandbox"] = ProxyJson.Sandbox() };
        if (i % 2 == 1)
            clusters["passing"] = ProxyJson.Sandbox();
        return ProxyJson.Create(clusters, JsonNode.Parse($$"""
            { "Heartbeat": "00:00:{{10 + i}}", "Deadlines": { "Connect": "00:00:{{10 + i}}" }, "Resilience": { "Concurrency": {{100 + i}} }, "Limits": { "RequestBytes": {{1000 + i}} } }
            """)!.AsObject());
    }

    private static async Task<List<HttpStatusCode>> DrawAsync(GatewayHost gateway, bool stream, CancellationToken stop)
    {
        var statuses = new List<HttpStatusCode>();
        do
        {
            using var response = await gateway.PostAsync(
                "/v1/images/generations", $$"""{"model":"sandbox/painter","prompt":"p","size":"64x64","stream":{{(stream ? "true" : "false")}}}""", CancellationToken.None);
            var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.That(body, Does.Contain("b64_json").And.Not.Contain("\"error\""));
            statuses.Add(response.StatusCode);
        }
        while (!stop.IsCancellationRequested || statuses.Count < 2);
        return statuses;
    }
}
