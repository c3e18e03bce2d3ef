using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>The promise: whoever comes to a path that does not exist is shown the ones that do.</summary>
internal sealed class SignpostTests
{
    [Test]
    public async Task Get_Root_AnswersLinks()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.Client.GetAsync("/");
        var links = await response.JsonAsync();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(links["images"]!.AsArray().Select(path => (string?)path),
            Is.EqualTo(new[] { "/v1/images/generations", "/openai/v1/images/generations", "/openai/images/generations" }));
        foreach (var name in (string[])["models", "health", "metrics"])
        {
            using var linked = await gateway.Client.GetAsync((string)links[name]!);
            Assert.That(linked.StatusCode, Is.EqualTo(HttpStatusCode.OK), name);
        }
        var head = await RawHttp.ExchangeAsync(gateway.Address, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.That(head, Does.StartWith("HTTP/1.1 200 ").And.EndWith("\r\n\r\n"));
    }

    [Test]
    public async Task Get_RootOfAnApp_IsTheApps()
    {
        await using var app = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(404, "the app's own page")));
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject
            {
                ["sandbox"] = ProxyJson.Sandbox(),
                ["app"] = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = app.Address } } },
            },
            routes: new JsonObject { ["app"] = new JsonObject { ["ClusterId"] = "app", ["Match"] = new JsonObject { ["Path"] = "/{**rest}" }, ["Order"] = 1000 } }));
        using var response = await gateway.Client.GetAsync("/");

        Assert.That((response.StatusCode, await response.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.NotFound, "the app's own page")));
    }

    [TestCase("/images/generations")]
    [TestCase("/v1/images/generation")]
    public async Task Post_WrongPath_NamesTheImagePaths(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync(path, "{}");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.NotFound);
        Assert.That((string?)envelope["error"]!["message"], Does.StartWith($"Unknown path: {path}. Pictures are drawn at POST /v1/images/generations, "));
    }

    [Test]
    public async Task Post_JobWhereThereAreNone_NamesTheSection()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.PostAsync("/v1/async/images/generations", "{}");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.NotFound);
        Assert.That((string?)envelope["error"]!["message"], Does.EndWith("This gateway takes no jobs: it was started without Images.Jobs."));
    }

    [TestCase("/free/anything", "unified", HttpStatusCode.NotFound)]
    [TestCase("/free/generations", "unified", HttpStatusCode.OK)]
    [TestCase("/free/Generations/", "unified", HttpStatusCode.OK)]
    [TestCase("/free/edit", "unified", HttpStatusCode.NotFound)]
    [TestCase("/fixed", "unified", HttpStatusCode.OK)]
    [TestCase("/deployments/painter/chat/completions", "azure", HttpStatusCode.NotFound)]
    [TestCase("/deployments/painter/images/generations", "azure", HttpStatusCode.OK)]
    public async Task Post_RouteWithAFreeOperation_ServesTheOperationsAlone(string path, string ingress, HttpStatusCode status)
    {
        JsonObject Route(string pattern) => new()
        {
            ["ClusterId"] = "sandbox",
            ["Match"] = new JsonObject { ["Path"] = pattern, ["Methods"] = new JsonArray("POST") },
            ["Metadata"] = new JsonObject { ["ImageIngress"] = ingress },
        };
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
            routes: new JsonObject { ["free"] = Route("/free/{operation}"), ["fixed"] = Route("/fixed"), ["deployments"] = Route("/deployments/{**rest}") }));
        using var response = await gateway.PostAsync(path, """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""");

        Assert.That(response.StatusCode, Is.EqualTo(status), await response.Content.ReadAsStringAsync());
        if (status == HttpStatusCode.NotFound)
            Assert.That((string?)(await response.EnvelopeAsync(status))["error"]!["code"], Is.EqualTo("unknown_path"));
    }
}
