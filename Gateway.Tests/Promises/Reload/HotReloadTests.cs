using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Reload;

/// <summary>An edit of proxy.json applies to new requests of the running gateway, and harms none that runs.</summary>
internal sealed class HotReloadTests
{
    private const string Ask = """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""";

    private static string FileWith(string images = "{}", string? key = null, JsonObject? routes = null, Uri? provider = null)
    {
        var clusters = new JsonObject { ["sandbox"] = ProxyJson.Sandbox() };
        if (provider is not null)
            clusters["openai"] = ProxyJson.Cluster("openai", provider.AbsoluteUri, key);
        return ProxyJson.Create(clusters, JsonNode.Parse(images)!.AsObject(), routes);
    }

    private static async Task<HttpStatusCode> StatusAsync(ReloadingGateway gateway, string path = "/v1/images/generations", string body = Ask)
    {
        using var response = await gateway.Host.PostAsync(path, body);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }

    [Test]
    public async Task Edit_WhileAStreamRuns_TheStreamEndsWholeAndNewRequestsSeeTheEdit()
    {
        await using var gateway = await ReloadingGateway.StartAsync(FileWith());
        var call = gateway.Host.PostAsync(
            "/v1/images/generations", """{"model":"sandbox/painter~pace=10s","prompt":"p","size":"32x32","stream":true,"partial_images":2}""");
        await gateway.RunUntilAsync(call, "the stream's beginning");
        using var response = await call;
        await using var events = ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()).Where(e => e.Comment is null)
            .GetAsyncEnumerator();
        var first = events.MoveNextAsync().AsTask();
        await gateway.RunUntilAsync(first, "the first draft");

        // The stream's own cluster goes, and the limit falls below its request.
        await gateway.EditAsync(ProxyJson.Create(
            new JsonObject { ["other"] = ProxyJson.Sandbox() }, JsonNode.Parse("""{ "Limits": { "RequestBytes": 60 } }""")!.AsObject()));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.BadRequest), "sandbox is no provider any more");
        Assert.That(await StatusAsync(gateway, body: Ask.Replace("sandbox", "other")), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(gateway, body: Ask.Replace("\"p\"", "\"a longer prompt\"")), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));

        var names = new List<string?> { events.Current.Name };
        for (var next = events.MoveNextAsync().AsTask(); ; next = events.MoveNextAsync().AsTask())
        {
            await gateway.RunUntilAsync(next, "the stream's next event");
            if (!await next)
                break;
            names.Add(events.Current.Name);
        }
        Assert.That(names, Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.partial_image", "image_generation.completed" }));
    }

    [Test]
    public async Task Edit_Broken_KeepsTheLastGoodAndSaysWhy()
    {
        await using var gateway = await ReloadingGateway.StartAsync(FileWith());
        await gateway.LookAsync(
            () => File.WriteAllTextAsync(gateway.Host.ConfigPath, FileWith("""{ "Heartbeat": "often", "Strickt": true }""")), "ConfigurationBad");

        var line = gateway.Host.Logs.Entries.Single(entry => entry.Id.Name == "ConfigurationBad");
        Assert.That(line.Level, Is.EqualTo(LogLevel.Error));
        Assert.That(line.Message, Does.Contain("the last good configuration stays in force").And.Contain("Images.Heartbeat").And.Contain("did you mean \"Strict\"?"));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));

        // Torn, then whole again.
        var whole = FileWith("""{ "Limits": { "RequestBytes": 10 } }""");
        await gateway.LookAsync(() => File.WriteAllTextAsync(gateway.Host.ConfigPath, whole[..(whole.Length / 2)]), "ConfigurationBad");
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));
        await gateway.ApplyAsync(() => File.WriteAllTextAsync(gateway.Host.ConfigPath, whole));
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Edit_ConfigMapSwap_IsApplied()
    {
        // The kubelet replaces files like this: proxy.json → ..data/proxy.json, ..data → a dated directory, replaced by renaming a new link over it.
        var directory = Directory.CreateTempSubdirectory("iris-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "..1"));
        Directory.CreateDirectory(Path.Combine(directory, "..2"));
        await File.WriteAllTextAsync(Path.Combine(directory, "..1", "proxy.json"), FileWith());
        await File.WriteAllTextAsync(Path.Combine(directory, "..2", "proxy.json"), FileWith("""{ "Limits": { "RequestBytes": 10 } }"""));
        Directory.CreateSymbolicLink(Path.Combine(directory, "..data"), "..1");
        File.CreateSymbolicLink(Path.Combine(directory, "proxy.json"), "..data/proxy.json");
        await using var gateway = await ReloadingGateway.StartAsync("", directory);
        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.OK));

        Directory.CreateSymbolicLink(Path.Combine(directory, "..data_tmp"), "..2");
        await gateway.ApplyAsync(async () =>
        {
            // .NET cannot rename a link to a directory over another one.
            using var rename = Process.Start("mv", ["-T", Path.Combine(directory, "..data_tmp"), Path.Combine(directory, "..data")]);
            await rename.WaitForExitAsync();
        });

        Assert.That(await StatusAsync(gateway), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Edit_RouteAddedAndRemoved_ComesAndGoes()
    {
        const string Path = "/mine/images/generations";
        var extra = new JsonObject
        {
            ["mine"] = JsonNode.Parse("""{ "ClusterId": "sandbox", "Match": { "Path": "/mine/images/{operation}", "Methods": [ "POST" ] }, "Metadata": { "ImageIngress": "openai" } }"""),
        };
        await using var gateway = await ReloadingGateway.StartAsync(FileWith());
        Assert.That(await StatusAsync(gateway, Path), Is.EqualTo(HttpStatusCode.NotFound));

        await gateway.EditAsync(FileWith(routes: extra));
        Assert.That(await StatusAsync(gateway, Path), Is.EqualTo(HttpStatusCode.OK));

        await gateway.EditAsync(FileWith());
        Assert.That(await StatusAsync(gateway, Path), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Edit_KeyOfACluster_IsSentWithTheNextRequest()
    {
        var keys = new List<string>();
        await using var provider = await AppHost.StartAsync(context =>
        {
            keys.Add(context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsJsonAsync(new { data = new[] { new { b64_json = "iVBORw0KGgo=" } } });
        });
        const string Body = """{"model":"openai/gpt-image-2","prompt":"p"}""";
        await using var gateway = await ReloadingGateway.StartAsync(FileWith(key: "key-number-one", provider: provider.Address));
        await StatusAsync(gateway, body: Body);

        await gateway.EditAsync(FileWith(key: "key-number-two", provider: provider.Address));
        await StatusAsync(gateway, body: Body);
        await gateway.EditAsync(FileWith(key: "env:GONE", provider: provider.Address));
        var unusable = await StatusAsync(gateway, body: Body);

        Assert.That(keys, Is.EqualTo(new[] { "Bearer key-number-one", "Bearer key-number-two" }));
        Assert.That(unusable, Is.EqualTo(HttpStatusCode.BadRequest));
        await Answers.EventuallyAsync(() => gateway.Host.Logs.Entries.Any(entry => entry.Id.Name == "ClusterUnusable"), "the warning");
        Assert.That(gateway.Host.Logs.Entries.Single(entry => entry.Id.Name == "ClusterUnusable").Message,
            Is.EqualTo("image cluster openai is configured but unusable: main: environment variable GONE is not set"));
    }

    [Test]
    public async Task Edit_HeartbeatAndLimits_AreInForce()
    {
        await using var gateway = await ReloadingGateway.StartAsync(FileWith("""{ "Heartbeat": "00:10:00" }"""));
        await gateway.EditAsync(FileWith("""{ "Heartbeat": "00:00:02", "Limits": { "RequestBytes": 200 } }"""));
        Assert.That(gateway.Host.Services.GetRequiredService<ProxyConfigurationProvider>().Current.Images.Heartbeat,
            Is.EqualTo(TimeSpan.FromSeconds(2)));

        var call = gateway.Host.PostAsync("/v1/images/generations", """{"model":"sandbox/painter~delay=2m","prompt":"p","stream":true,"size":"32x32"}""");
        await gateway.RunUntilAsync(call, "the first heartbeat, which commits the stream");
        using var response = await call;
        await using var events = ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        await events.MoveNextAsync();

        Assert.That(events.Current.Comment, Is.EqualTo("heartbeat"));
    }

    [Test]
    public async Task Edit_GivesAClusterItsKey_SaysThatItIsUsableAgain()
    {
        var keyless = ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", "http://127.0.0.1:9/v1/", "env:IRIS_TEST_NO_SUCH_KEY") });
        await using var gateway = await ReloadingGateway.StartAsync(keyless);

        await gateway.LookAsync(
            () => File.WriteAllTextAsync(gateway.Host.ConfigPath, keyless.Replace("env:IRIS_TEST_NO_SUCH_KEY", "sk-test", StringComparison.Ordinal)), "ClusterUsable");

        Assert.That(
            gateway.Host.Logs.Entries.Where(entry => entry.Id.Name == "ClusterUsable").Select(entry => entry.Message),
            Is.EqualTo(new[] { "image cluster openai is usable again" }));
    }
}
