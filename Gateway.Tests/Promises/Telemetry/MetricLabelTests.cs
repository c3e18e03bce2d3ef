using System.Globalization;
using System.Text.Json.Nodes;
using Iris.Gateway.Telemetry;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>Labels hold what the operator knows; what clients think up is bounded, so that /metrics stays small whatever they send.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class MetricLabelTests
{
    private const string Generations = "/v1/images/generations";

    // Answers any model; one whose name begins with "bad" gets an error of that name.
    private static async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var model = (string)JsonNode.Parse(await reader.ReadToEndAsync())!["model"]!;
        if (model.Contains("bad", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "no", type = model.Replace('/', '_') } });
            return;
        }
        await context.Response.WriteAsJsonAsync(new { data = new[] { new { b64_json = "iVBORw0KGgo=" } } });
    }

    private static async Task AskAsync(GatewayHost gateway, string model)
    {
        using var response = await gateway.PostAsync(Generations, new JsonObject { ["model"] = model, ["prompt"] = "p", ["size"] = "32x32" }.ToJsonString());
        await response.Content.ReadAsByteArrayAsync();
    }

    // The values of a label of this gateway's durations.
    private static async Task<string[]> LabelsAsync(GatewayHost gateway, string label, string cluster)
    {
        var text = await gateway.Client.GetStringAsync("/metrics");
        return [.. text.Split('\n')
            .Where(line => line.StartsWith("gen_ai_client_operation_duration_seconds_count{", StringComparison.Ordinal) && line.Contains($"iris_cluster=\"{cluster}\"", StringComparison.Ordinal))
            .Select(line => line.Contains($"{label}=\"", StringComparison.Ordinal) ? line.Split($"{label}=\"")[1].Split('"')[0] : "").Distinct().Order(StringComparer.Ordinal)];
    }

    [Test]
    public async Task Sandbox_ManySuffixes_AreOneModel()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        for (var i = 1; i <= 30; i++)
            await AskAsync(gateway, $"sandbox/painter~delay={new string('0', i)}ms~pace={new string('0', i)}ms");
        await AskAsync(gateway, "sandbox/painter~status=418");

        Assert.That(await LabelsAsync(gateway, "gen_ai_request_model", "sandbox"), Is.EqualTo(new[] { "painter" }));
    }

    [Test]
    public async Task Provider_ManyUnknownNames_AreBoundedAndKnownOnesKeepTheirs()
    {
        await using var provider = await AppHost.StartAsync(AnswerAsync);
        var images = JsonNode.Parse("""{ "Models": { "house": { "Target": "openai/of-the-file", "Fallbacks": [ "openai/bad-of-the-file" ] } } }""")!.AsObject();
        await using var gateway =
            await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address + "v1/", "key") }, images));
        for (var i = 0; i < 2 * AttemptLabels.MostUnknown; i++)
            await AskAsync(gateway, $"openai/{(i % 2 == 0 ? "bad-" : "")}{i}");
        foreach (var model in (string[])["gpt-image-2", "GPT-image-2", "of-the-file", "bad-of-the-file"])
            await AskAsync(gateway, $"openai/{model}");
        var labels = await LabelsAsync(gateway, "gen_ai_request_model", "openai");

        Assert.Multiple(() =>
        {
            Assert.That(labels, Has.Length.EqualTo(AttemptLabels.MostUnknown + 4), "the bound, other, and three known ones");
            Assert.That(labels, Has.Member("other").And.Member("gpt-image-2").And.Member("of-the-file").And.Member("bad-of-the-file"));
            Assert.That(labels, Has.Member("0").Or.Member("bad-0"), "a name of a failed attempt is one, too");
        });
        Assert.That((await gateway.Client.GetStringAsync("/metrics")).Length, Is.LessThan(1_500_000));
    }

    [Test]
    public async Task Provider_ManyErrorsOfAKnownModel_AreBounded()
    {
        var count = 0;
        await using var provider = await AppHost.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsJsonAsync(new { error = new { message = "no", type = string.Create(CultureInfo.InvariantCulture, $"e{count++}") } });
        });
        await using var gateway =
            await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address + "v1/", "key") }));
        for (var i = 0; i < AttemptLabels.MostUnknown + 20; i++)
            await AskAsync(gateway, "openai/gpt-image-2");

        Assert.That(await LabelsAsync(gateway, "error_type", "openai"), Has.Length.EqualTo(AttemptLabels.MostUnknown + 1).And.Member("other"));
    }

    [Test]
    public async Task Attempt_HasItsDestinationAsALabel()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        await AskAsync(gateway, "sandbox/painter");
        await AskAsync(gateway, "sandbox/painter~status=500");

        Assert.That(await LabelsAsync(gateway, "iris_destination", "sandbox"), Is.EqualTo(new[] { "main" }));
        Assert.That(await LabelsAsync(gateway, "gen_ai_request_model", "sandbox"), Is.EqualTo(new[] { "painter" }), "failures keep the model");
    }
}
