using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Edits;
using Iris.Gateway.Tests.Promises.Reload;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>What a gateway that has done a bit of everything exports: each metric in Prometheus's form, with the labels of its series.</summary>
internal static partial class ExportedMetrics
{
    private const string Blog = "sk-iris-blog-0123456789";

    /// <summary>Lets a gateway do a bit of everything, and reads its /metrics.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> ReadAsync()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429, "c", "Retry-After: 0"), RawAnswer.PictureAsync);
        await using var app = await AppHost.StartAsync(_ => Task.CompletedTask);
        using var certificates = new Certificates();
        var tls = Directory.CreateTempSubdirectory("iris-tls-").FullName;
        var issued = certificates.Issue("metrics");
        _ = new KubeletVolume(tls, ("tls.crt", issued.Certificate), ("tls.key", issued.Key));
        var file = File(provider.Address, app.Address, tls);
        await using var gateway = await ReloadingGateway.StartAsync(file);
        var host = gateway.Host;
        using var drawn = await host.DrawAsync(json: """{"model":"sandbox/painter~status=503","prompt":"a","fallbacks":["openai/gpt-image-2"]}""");
        await drawn.Content.ReadAsStringAsync();
        using var counted = await host.DrawAsync();
        await counted.Content.ReadAsStringAsync();
        using var form = EditWorld.Form(("model", "sandbox/painter"), ("prompt", "p"), ("image", await PictureAsync(counted)));
        using var edit = new HttpRequestMessage(HttpMethod.Post, "/v1/images/edits") { Content = form };
        edit.Headers.TryAddWithoutValidation("Authorization", "Bearer " + AccessWorld.Shop);
        using var edited = await host.Client.SendAsync(edit);
        await edited.Content.ReadAsStringAsync();
        using var refused = await host.DrawAsync(null);
        using var passed = await host.SendAsync("/claude/v1/messages", "{}", ("Authorization", "Bearer " + Blog));
        using var limited = await host.DrawAsync(Blog);
        using var ordinary = await host.Client.GetAsync("/page");
        Assert.That(
            new[] { drawn, counted, edited, refused, passed, limited, ordinary }.Select(response => (int)response.StatusCode),
            Is.EqualTo(new[] { 200, 200, 200, 401, 200, 429, 200 }));
        await gateway.EditAsync(file.Replace("\"Usd\":40", "\"Usd\":41", StringComparison.Ordinal));
        await host.AccessLineAsync(5);
        Directory.Delete(tls, recursive: true);
        return Parse(await host.Client.GetStringAsync("/metrics"));
    }

    private static async Task<byte[]> PictureAsync(HttpResponseMessage answer) =>
        Convert.FromBase64String((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]![0]!["b64_json"]!);

    private static string File(string provider, Uri app, string tls)
    {
        var checkedApp = AppHost.Cluster(app);
        checkedApp["HealthCheck"] = JsonNode.Parse("""{"Passive":{"Enabled":true,"Policy":"TransportFailureRate"}}""");
        var images = JsonNode.Parse("""
            { "Access": { "Keys": { "shop": { "Value": "SHOP", "Group": "web", "Limits": { "Requests": "40/1h" }, "Budget": { "Usd":9 } },
                                    "blog": { "Value": "BLOG", "Passthrough": [ "claude" ], "Limits": { "Requests": "1/1h" } } },
                          "Groups": { "web": { "Budget": { "Usd":40 }, "Limits": { "Requests": "40/1h" } } } },
              "Prices": { "openai/gpt-image-2": { "Picture": 1 } }, "State": { "Sqlite": "state/iris.db" },
              "Resilience": { "Retry": { "Delay": "00:00:00" } } }
            """)!.AsObject();
        images["Access"]!["Keys"]!["shop"]!["Value"] = AccessWorld.Shop;
        images["Access"]!["Keys"]!["blog"]!["Value"] = Blog;
        var file = JsonNode.Parse(ProxyJson.Create(
            new JsonObject
            {
                ["sandbox"] = ProxyJson.Sandbox(),
                ["openai"] = ProxyJson.Cluster("openai", provider),
                ["claude"] = ProxyJson.Cluster("anthropic", app.AbsoluteUri),
                ["app"] = checkedApp,
            },
            images,
            new JsonObject
            {
                ["claude"] = JsonNode.Parse("""{"ClusterId":"claude","Match":{"Path":"/claude/{**rest}"}}"""),
                ["app"] = AppHost.Route(),
            }))!;
        // The client's is the first.
        file["Kestrel"] = new JsonObject
        {
            ["Endpoints"] = new JsonObject
            {
                ["http"] = new JsonObject { ["Url"] = "http://127.0.0.1:0" },
                ["https"] = new JsonObject
                {
                    ["Url"] = "https://127.0.0.1:0",
                    ["Certificate"] = new JsonObject { ["Path"] = tls + "/tls.crt", ["KeyPath"] = tls + "/tls.key" },
                },
            },
        };
        return file.ToJsonString();
    }

    private static Dictionary<string, IReadOnlySet<string>> Parse(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .GroupBy(line => line.Split('{', ' ')[0])
        .ToDictionary(
            series => series.Key,
            series => (IReadOnlySet<string>)series.SelectMany(line => Label().Matches(line).Select(label => label.Groups[1].Value)).ToHashSet());

    [GeneratedRegex("""[{,](\w+)="(?:[^"\\]|\\.)*"(?=[,}])""")]
    private static partial Regex Label();
}
