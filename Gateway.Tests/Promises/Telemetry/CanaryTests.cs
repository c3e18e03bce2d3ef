using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>
/// Never a key, a prompt or a picture in a log line, a span or a metric: with every category at Trace, in good calls and in bad ones.
/// </summary>
// A listener hears every gateway of the process.
[NonParallelizable]
internal sealed class CanaryTests
{
    private const string Prompt = "canaryprompt of a yellow bird";
    private const string Key = "sk-canarykey0123456789";
    private const string ClientSecret = "canaryclientsecret";

    // A picture whose base64 is as long as real ones are, and unlike any other text.
    private static readonly string Base64 =
        Convert.ToBase64String([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7 % 251))]);

    // Tells in its answers whatever a careless provider could tell.
    private static async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var echo = $"{Prompt} {context.Request.Headers.Authorization} {Base64[..200]}";
        var model = (string)JsonNode.Parse(body)!["model"]!;
        context.Response.ContentType = "application/json";
        switch (model)
        {
            case "refuses":
                context.Response.StatusCode = 401;
                await context.Response.WriteAsJsonAsync(
                    new JsonObject { ["error"] = new JsonObject { ["message"] = echo, ["type"] = echo, ["code"] = echo, ["param"] = echo } });
                break;
            case "page":
                context.Response.StatusCode = 500;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync($"<html>{echo}</html>");
                break;
            case "garbage":
                await context.Response.WriteAsync($"{{\"data\":[{{\"b64_json\":{echo}");
                break;
            case "torn":
                await context.Response.WriteAsync($"{{\"created\":1,\"data\":[{{\"b64_json\":\"{Base64[..400]}");
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            case "gone":
                context.Abort();
                break;
            default:
                await context.Response.WriteAsync($"{{\"created\":1,\"data\":[{{\"b64_json\":\"{Base64}\",\"revised_prompt\":\"{Prompt}\"}}]}}");
                break;
        }
    }

    [Test]
    public async Task Call_GoodOrBad_LeavesNoSecretInLogsSpansOrMetrics()
    {
        using var spans = new SpanRecording(_ => true);
        using var metrics = new MetricRecording(_ => true);
        await using var provider = await AppHost.StartAsync(AnswerAsync);
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(
                new JsonObject
                {
                    ["openai"] = ProxyJson.Cluster("openai", provider.Address + "v1/", "env:CANARY"),
                    ["sandbox"] = ProxyJson.Sandbox(),
                },
                JsonNode.Parse("""{ "Resilience": { "Retry": { "MaxRetries": 1, "Delay": "00:00:00.010" } } }""")!.AsObject()),
            new Dictionary<string, string> { ["CANARY"] = Key },
            args: ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace", "--Logging:LogLevel:Yarp=Trace", "--Logging:LogLevel:Polly=Trace", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Trace"]);
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ClientSecret);
        gateway.Client.DefaultRequestHeaders.Add("api-key", ClientSecret);
        gateway.Client.DefaultRequestHeaders.Add("cookie", $"session={ClientSecret}");

        var good = await SendAsync(gateway, $$"""{"model":"openai/gpt-image-2","prompt":"{{Prompt}}"}""");
        Assert.That(good, Does.Contain(Base64).And.Contain(Prompt), "the client gets what it asked for");
        foreach (var model in new[] { "refuses", "page", "garbage", "torn", "gone" })
        {
            foreach (var stream in new[] { "false", "true" })
            {
                var answer = await SendAsync(gateway, $$"""{"model":"openai/{{model}}","prompt":"{{Prompt}}","stream":{{stream}}}""");
                Assert.That(answer, Does.Not.Contain(Key), model);
            }
        }
        await SendAsync(gateway, $$"""{"model":"sandbox/painter","prompt":"{{Prompt}}","stream":true,"partial_images":1,"size":"32x32"}""");
        await SendAsync(gateway, $$"""{"model":"sandbox/painter~moderated","prompt":"{{Prompt}}"}""");
        await SendAsync(gateway, $$"""{"model":"openai/refuses","prompt":"{{Prompt}}","fallbacks":["sandbox/painter~status=500","openai/gpt-image-2"]}""");
        await SendAsync(gateway, $$"""{"model":"openai/x","prompt":"{{Prompt}}",""");
        await SendAsync(gateway, $$"""{"model":"openai/x","prompt":"{{Prompt}}","size":"{{Prompt}}"}""");
        await SendAsync(gateway, $$"""{"model":"nobody/x","prompt":"{{Prompt}}"}""");
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Count(entry => entry.Id.Name == "ImageRequest") == 17, "every call's access line");

        var told = new StringBuilder();
        foreach (var entry in gateway.Logs.Entries)
            told.AppendLine(entry.Message).AppendLine(entry.Exception?.ToString()).AppendJoin('\n', entry.Values.Select(value => $"{entry.Category} {value.Key}={value.Value}")).AppendLine();
        foreach (var span in spans.Ended)
            told.AppendLine(span.DisplayName).AppendLine(span.StatusDescription)
                .AppendJoin('\n', span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)).Select(tag => $"{span.DisplayName} {tag.Key}={tag.Value}")).AppendLine();
        foreach (var measured in metrics.All)
            told.AppendJoin('\n', measured.Tags.Select(tag => $"{measured.Instrument} {tag.Key}={tag.Value}")).AppendLine();
        var lines = told.ToString().Split('\n');
        Assert.That(lines, Has.Length.GreaterThan(500), "with everything on there is a lot to look at");
        foreach (var secret in new[] { "canaryprompt", "yellow bird", Key, ClientSecret, Base64[100..124], Base64[..24], Base64[2000..2024] })
            Assert.That(lines.Where(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)), Is.Empty, secret);
    }

    private static async Task<string> SendAsync(GatewayHost gateway, string body)
    {
        using var response = await gateway.PostAsync("/v1/images/generations", body);
        try
        {
            return await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
