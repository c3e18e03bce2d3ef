using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Reload;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Models;

/// <summary>A model that came after this version is described in the file, and asked for as the file says.</summary>
internal sealed class CapabilityRuleTests
{
    private const string Generations = "/v1/images/generations";

    [Test]
    public async Task Generate_NewModel_IsAskedAsTheFileSays()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, "xai", """
            { "xai/grok-imagine-image-3*": { "Ratios": [ "1:1", "5:1" ], "Resolutions": [ "4k", "1k" ], "Qualities": [ "low", "superb" ], "Accepts": [ "!user" ] } }
            """);
        using var response = await gateway.PostAsync(
            Generations, """{"model":"xai/grok-imagine-image-3.0","prompt":"a fox","aspect_ratio":"21:9","resolution":"8k","quality":"hd","user":"u"}""");

        Assert.That(provider.Requests.Single().Body, Is.EqualTo(
            """{"model":"grok-imagine-image-3.0","prompt":"a fox","aspect_ratio":"5:1","resolution":"4k","quality":"superb"}"""));
        Assert.That((await response.JsonAsync())["extra_fields"]!["dropped_params"]!.AsArray().Select(change => (string?)change!["param"]), Is.EqualTo(new[] { "user" }));
    }

    [Test]
    public async Task Generate_OneAndAnotherRule_TheNarrowerCountsMemberByMember()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, "openai", """
            { "openai/gpt-image-9-mini": { "Sizes": [ "512x512", "768x512" ] },
              "*/gpt-image-9*": { "MaxImages": 1, "Sizes": [ "64x64" ], "Accepts": [ "style" ] } }
            """);
        using var response = await gateway.PostAsync(
            Generations, """{"model":"openai/GPT-image-9-mini","prompt":"a fox","n":2,"size":"1536x1024","style":"vivid"}""");

        Assert.That(response.IsSuccessStatusCode, Is.True);
        // The answer begins with the first of the two calls.
        await response.Content.ReadAsStringAsync();
        Assert.That(provider.Requests.Select(request => request.Body), Is.All.EqualTo(
            """{"model":"GPT-image-9-mini","prompt":"a fox","n":1,"size":"768x512","style":"vivid"}""").And.Exactly(2).Items);
    }

    [Test]
    public async Task Get_Models_ListsANameOfTheFile()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, "openai", """{ "openai/tomorrow-1": { "MaxImages": 2, "Accepts": [ "!svg" ] }, "openai/later-*": {} }""");
        var models = JsonNode.Parse(await gateway.Client.GetStringAsync("/v1/models"))!["data"]!.AsArray();
        var named = models.Single(model => (string?)model!["id"] == "openai/tomorrow-1")!["capabilities"]!;

        Assert.That((int)named["images_per_call"]!, Is.EqualTo(2));
        Assert.That(named["parameters"]!.AsArray().Select(name => (string?)name), Does.Contain("size").And.Not.Contain("svg"));
        Assert.That(models.Select(model => (string)model!["id"]!), Has.None.StartsWith("openai/later"));
        Assert.That((await gateway.Client.GetAsync("/v1/models/openai/later-7")).IsSuccessStatusCode, Is.True);
    }

    [Test]
    public async Task Reload_AnotherRule_AppliesToTheNextRequest()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await ReloadingGateway.StartAsync(File(provider, "openai", "{}"));
        const string Ask = """{"model":"openai/gpt-image-9","prompt":"a fox","style":"vivid"}""";
        using (await gateway.Host.PostAsync(Generations, Ask))
            Assert.That(provider.Requests[0].Body, Does.Not.Contain("vivid"));

        await gateway.EditAsync(File(provider, "openai", """{ "openai/gpt-image-9": { "Accepts": [ "style" ] } }"""));
        using (await gateway.Host.PostAsync(Generations, Ask))
            Assert.That(provider.Requests[1].Body, Does.Contain("vivid"));
    }

    private static string File(RawProvider provider, string api, string capabilities)
    {
        var images = TestGateway.Calm;
        images["Capabilities"] = JsonNode.Parse(capabilities);
        return ProxyJson.Create(new JsonObject { [api] = ProxyJson.Cluster(api, provider.Address) }, images);
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider, string api, string capabilities) =>
        GatewayHost.StartAsync(File(provider, api, capabilities));
}
