using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>The route that docs/edge.md puts in front of an app: the app sees the host and the way that the client has come.</summary>
internal sealed class ReadmeExampleTests
{
    [Test]
    public async Task Get_ByTheReadmesRoute_AppSeesHostAndWay()
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            if (context.Request.Path == "/login")
                context.Response.Redirect($"{context.Request.Headers["X-Forwarded-Proto"]}://{context.Request.Host}/home");
            return context.Response.WriteAsync($"{context.Request.Headers.Host} | {context.Request.Headers["X-Forwarded-For"]} | {context.Request.Headers["X-Forwarded-Host"]}");
        });
        var (route, cluster) = await ExampleAsync();
        cluster["Destinations"]!["main"]!["Address"] = app.Address.AbsoluteUri;
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["app"] = cluster }, routes: new JsonObject { ["app"] = route }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page") { Headers = { Host = "shop.example", } };
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var response = await gateway.Client.SendAsync(request);
        using var login = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/login") { Headers = { Host = "shop.example" } });

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("shop.example | 203.0.113.7, 127.0.0.1 | shop.example"));
        Assert.That(login.Headers.Location!.OriginalString, Is.EqualTo("http://shop.example/home"), "a redirect leads to where the client came from");
    }

    private static async Task<(JsonObject Route, JsonObject Cluster)> ExampleAsync()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/edge.md"));
        var section = page[page.IndexOf("## The app's routes", StringComparison.Ordinal)..];
        var code = section[(section.IndexOf("```jsonc\n", StringComparison.Ordinal) + 9)..];
        code = code[..code.IndexOf("```", StringComparison.Ordinal)];
        var example = JsonNode.Parse($"{{{code}}}", documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        return (example["Routes"]!["app"]!.DeepClone().AsObject(), example["Clusters"]!["app"]!.DeepClone().AsObject());
    }
}
