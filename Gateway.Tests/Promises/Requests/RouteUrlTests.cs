using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: a route may say for itself what becomes of a URL that the model does not give.</summary>
internal sealed class RouteUrlTests
{
    private const string Ask = """{"model":"sandbox/painter","prompt":"p","size":"32x32","response_format":"url"}""";

    [TestCase("/data/generations", "url")]
    [TestCase("/plain/generations", "b64_json")]
    [TestCase("/reject/generations", null)]
    public async Task Generate_UrlOnARouteWithAWord_FollowsTheRoute(string path, string? member)
    {
        JsonObject Route(string pattern, string? word)
        {
            var metadata = new JsonObject { ["ImageIngress"] = "unified" };
            if (word is not null)
                metadata["Url"] = word;
            return new JsonObject { ["Match"] = new JsonObject { ["Path"] = pattern, ["Methods"] = new JsonArray("POST") }, ["Metadata"] = metadata };
        }
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
            routes: new JsonObject { ["data"] = Route("/data/{operation}", "DATA"), ["plain"] = Route("/plain/{operation}", null), ["reject"] = Route("/reject/{operation}", "reject") }));
        using var response = await gateway.PostAsync(path, Ask);
        var answer = await response.JsonAsync();

        Assert.That((int)response.StatusCode, Is.EqualTo(member is null ? 400 : 200), answer.ToJsonString());
        if (member is not null)
            Assert.That(answer["data"]![0]!.AsObject().ContainsKey(member), answer.ToJsonString());
    }

    [TestCase("/langchain/v1/images/generations")]
    [TestCase("/langchain/openai/deployments/sandbox/painter/images/generations")]
    public async Task Generate_LangChainsDefault_IsADataUrlInTheShippedFile(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(await File.ReadAllTextAsync(Repository.PathOf("proxy.json")));
        using var response = await gateway.PostAsync(path, Ask);
        var answer = await response.JsonAsync();

        Assert.That((string?)answer["data"]![0]!["url"], Does.StartWith("data:image/png;base64,"));
    }
}
