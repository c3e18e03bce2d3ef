using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Access.AccessWorld;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>The promise: telemetry says which key a call came with, by its name and never by its value.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class AccessTelemetryTests
{
    [Test]
    public async Task Draw_KeyAndGroup_StandInLinesAndMetrics()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(
            Keys(JsonNode.Parse("""{"web":{"Budget":{"Usd":4}}}""")!.AsObject(), ("shop", Key(Shop, """{"Group":"web","Limits":{"Requests":"4/1h"}}"""))),
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) },
            images: new JsonObject { ["Prices"] = new JsonObject { ["*/gpt-image-2"] = new JsonObject { ["Picture"] = 1 } } });
        using var drawn = await gateway.DrawAsync(json: """{"model":"openai/gpt-image-2","prompt":"a"}""");
        await drawn.Content.ReadAsStringAsync();
        using var refused = await gateway.DrawAsync(json: """{"model":"openai/gpt-image-2","prompt":"a","n":8}""");
        await refused.Content.ReadAsStringAsync();
        var line = await gateway.AccessLineAsync();

        var metrics = await gateway.Client.GetStringAsync("/metrics");
        var lines = metrics.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(line["Key"], Is.EqualTo("shop"));
            Assert.That(lines, Has.Some.Match("^iris_cost_usd_total\\{(?=.*iris_key=\"shop\")(?=.*iris_group=\"web\").*\\} 1$"));
            Assert.That(lines, Has.Some.Match("^iris_access_refused_total\\{.*error_type=\"budget_exceeded\".*iris_key=\"shop\".*\\} 1$"));
            Assert.That(lines, Has.Some.Match("^iris_budget_left.*\\{.*iris_group=\"web\".*iris_limit=\"usd\".*\\} 3$"));
            Assert.That(lines, Has.Some.Match("^iris_limit_used.*\\{.*iris_key=\"shop\".*iris_limit=\"requests\".*\\} 0.5$"));
            Assert.That(metrics, Does.Not.Contain(Shop));
            Assert.That(gateway.Logs.Entries.Select(entry => entry.Message), Has.None.Contains(Shop));
        });
    }

    [Test]
    public async Task Draw_RefusedWithoutAKey_IsCounted()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop))));
        using var refused = await gateway.DrawAsync(null);
        Assert.That((await gateway.Client.GetStringAsync("/metrics")).Split('\n'), Has.Some.Match("^iris_access_refused.*\\{.*error_type=\"virtual_key_required\".*\\} 1$"));
    }

    [TestCase("http://0.0.0.0:0", true)]
    [TestCase("http://127.0.0.1:0", false)]
    public async Task Start_WithoutKeysWhereOthersCanConnect_IsToldOnceInPlainWords(string url, bool warns)
    {
        var directory = Directory.CreateTempSubdirectory("iris-").FullName;
        await using var gateway =
            await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }), directory: directory, args: ["--urls", url]);
        var warnings = gateway.Logs.Entries.Where(entry => entry.Message.Contains("No key is asked for", StringComparison.Ordinal)).ToArray();
        Assert.That(warnings, Has.Length.EqualTo(warns ? 1 : 0));
        if (warns)
            Assert.That(warnings[0].Message, Does.Contain("whoever reaches that port spends the keys of the providers"));
    }
}
