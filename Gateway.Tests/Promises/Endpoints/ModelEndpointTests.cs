using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Endpoints;

/// <summary>The list of models holds what can be asked for now.</summary>
internal sealed class ModelEndpointTests
{
    [TestCase("/v1/models")]
    [TestCase("/openai/v1/models")]
    public async Task Get_List_HoldsUsableModelsAndAliases(string path)
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject
            {
                ["sandbox"] = ProxyJson.Sandbox(),
                ["azure"] = ProxyJson.Cluster("azure", "http://azure.invalid/", "k-123456", ("Models", "my-deployment,other-*")),
                ["openai"] = ProxyJson.Cluster("openai", "http://openai.invalid/", "env:MISSING"),
            },
            JsonNode.Parse("""
                { "Models": {
                    "house": { "Target": "sandbox/painter" },
                    "dead": { "Target": "openai/gpt-image-2", "Fallbacks": [ "sandbox/painter" ] } } }
                """)!.AsObject()));
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync(path))!;
        var models = list["data"]!.AsArray();

        Assert.Multiple(() =>
        {
            Assert.That((string)list["object"]!, Is.EqualTo("list"));
            Assert.That(models.Select(model => (string)model!["id"]!), Is.EqualTo(new[] { "house", "azure/my-deployment", "sandbox/painter" }));
            Assert.That(models.Select(model => (string)model!["owned_by"]!), Is.EqualTo(new[] { "sandbox", "azure", "sandbox" }));
            Assert.That(models.Select(model => (string)model!["object"]!), Is.All.EqualTo("model"));
        });
    }

    [Test]
    public async Task Get_List_EveryModelListedCanBeAskedFor()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, JsonNode.Parse("""{ "Models": { "house": { "Target": "sandbox/painter" } } }""")!.AsObject()));
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync("/v1/models"))!["data"]!.AsArray();

        Assert.That(list, Has.Count.EqualTo(2));
        foreach (var model in list)
        {
            using var response = await gateway.PostAsync("/v1/images/generations", $$"""{"model":"{{model!["id"]}}","prompt":"p","size":"32x32"}""");
            Assert.That(response.IsSuccessStatusCode, Is.True, (string?)model["id"]);
        }
    }
}
