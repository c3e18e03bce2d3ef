using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Endpoints;

/// <summary>The list of models holds what can be asked for now, and says what each model takes.</summary>
internal sealed class ModelEndpointTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

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

    [Test]
    public async Task Get_List_SaysWhatAModelTakes()
    {
        await using var gateway = await StartAsync(Today, "openai", "xai", "bfl");
        var models = await ListAsync(gateway);
        var gpt = models["openai/gpt-image-1.5"]["capabilities"]!;
        var grok = models["xai/grok-imagine-image-2.0"]["capabilities"]!;
        var flux = models["bfl/flux-2-pro"]["capabilities"]!;

        Assert.Multiple(() =>
        {
            Assert.That(gpt.ToJsonString(), Is.EqualTo(
                """
                {"operations":["generation","edit"],"n":10,"images_per_call":10,"sizes":["1024x1024","1536x1024","1024x1536"],"qualities":["low","medium","high"],"output_formats":["png","jpeg","webp"],"streams":true,"url":false,"seed":false,"parameters":["n","size","quality","background","moderation","output_format","output_compression","partial_images","user","safety_identifier","input_fidelity"],"inputs":{"images":16,"media_types":["image/png","image/jpeg","image/webp"],"mask":true,"prompt_required":true},"retired":{"on":"2026-12-01","replacement":"gpt-image-2.6-sunburst"}}
                """));
            Assert.That(grok["aspect_ratios"]!.AsArray().Select(ratio => (string)ratio!), Does.Contain("21:9").And.Contain("5:2"));
            Assert.That(grok["resolutions"]!.AsArray().Select(tier => (string)tier!), Is.EqualTo(new[] { "1k", "1.5k", "2k" }));
            Assert.That(((bool)grok["url"]!, (bool)grok["streams"]!, (bool)grok["seed"]!), Is.EqualTo((true, false, false)));
            Assert.That(flux["edges"]!.ToJsonString(), Is.EqualTo("""{"multiple":16,"min":64,"max":65536}"""));
            Assert.That(((int)flux["n"]!, (int)flux["images_per_call"]!, (bool)flux["seed"]!), Is.EqualTo((10, 1, true)));
        });
    }

    // A day before and on the day itself: the clock decides, not the version.
    [TestCase("2026-11-30T23:59:59Z", true)]
    [TestCase("2026-12-01T00:00:00Z", false)]
    public async Task Get_List_HoldsAModelUpToItsDay(string now, bool isListed)
    {
        await using var gateway = await StartAsync(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), "openai");
        var models = await ListAsync(gateway);
        Assert.That(models.ContainsKey("openai/gpt-image-1.5"), Is.EqualTo(isListed));
        Assert.That(models, Does.ContainKey("openai/gpt-image-2.6-flare"));
    }

    [Test]
    public async Task Get_List_OfEveryProvider_HoldsNoModelThatHasEnded()
    {
        var apis = ProviderCatalog.All.Providers.Where(provider => provider is { Draws: true, RunsInside: false }).Select(provider => provider.Name)
            .ToArray();
        await using var gateway = await StartAsync(Today, apis);
        var models = await ListAsync(gateway);
        foreach (var (id, model) in models.Where(model => model.Value["capabilities"]!["retired"] is not null))
            Assert.That(DateOnly.Parse((string)model["capabilities"]!["retired"]!["on"]!, System.Globalization.CultureInfo.InvariantCulture),
                Is.GreaterThan(DateOnly.FromDateTime(Today.Date)), id);
        string[] ended =
        [
            "openai/dall-e-3", "gemini/gemini-3.1-flash-image", "gemini/imagen-4.0-generate-001", "bedrock/amazon.nova-canvas-v1:0", "xai/grok-2-image",
            "nebius/black-forest-labs/flux-schnell", "elevenlabs/gpt-image-1", "huggingface/nebius/black-forest-labs/flux-schnell",
        ];
        string[] living =
        [
            "gemini/gemini-nano-banana-2.1", "vertex/gemini-3.1-flash-image", "xai/grok-imagine-image-2.0", "openrouter/openai/gpt-5.4-image-2",
            "bedrock/stability.stable-image-core-v1:1",
        ];
        Assert.That(models.Keys, Has.None.AnyOf(ended).And.SupersetOf(living));
    }

    [TestCase("/v1/models/openai/gpt-image-2", "openai/gpt-image-2")]
    [TestCase("/v1/models/openai%2Fgpt-image-2", "openai/gpt-image-2")]
    [TestCase("/v1/models/openai%2fgpt-image-2", "openai/gpt-image-2")]
    [TestCase("/openai/v1/models/openai/gpt-image-2", "openai/gpt-image-2")]
    [TestCase("/openai/v1/models/openai%2Fgpt-image-2", "openai/gpt-image-2")]
    [TestCase("/openai/v1/models/gpt-image-2", "gpt-image-2")]
    [TestCase("/v1/models/openai/dall-e-3", "openai/dall-e-3")]
    [TestCase("/v1/models/openai/gpt-image-2-2026-04-21", "openai/gpt-image-2-2026-04-21")]
    [TestCase("/v1/models/openrouter/google/gemini-nano-banana-2.1", "openrouter/google/gemini-nano-banana-2.1")]
    [TestCase("/v1/models/openrouter%2Fgoogle%2Fgemini-nano-banana-2.1", "openrouter/google/gemini-nano-banana-2.1")]
    [TestCase("/v1/models/openrouter/google%2Fgemini-nano-banana-2.1", "openrouter/google/gemini-nano-banana-2.1")]
    [TestCase("/v1/models/bedrock/stability.stable-image-core-v1:1", "bedrock/stability.stable-image-core-v1:1")]
    [TestCase("/v1/models/bedrock%2Fstability.stable-image-core-v1%3A1", "bedrock/stability.stable-image-core-v1:1")]
    [TestCase("/v1/models/house", "house")]
    public async Task Get_OneModel_IsFoundByItsName(string path, string id)
    {
        await using var gateway = await StartAsync(Today, "openai", "openrouter", "bedrock");
        using var response = await gateway.Client.GetAsync(path);
        var model = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(((string?)model["id"], (string?)model["object"]), Is.EqualTo((id, "model")));
            Assert.That(model["capabilities"]!["operations"]!.AsArray(), Is.Not.Empty);
        });
    }

    [Test]
    public async Task Get_OneModelThatHasEnded_SaysSinceWhenAndWhatToUse()
    {
        await using var gateway = await StartAsync(Today, "openai");
        using var response = await gateway.Client.GetAsync("/v1/models/openai/gpt-image-1");
        Assert.That((await response.JsonAsync())["capabilities"]!["retired"]!.ToJsonString(), Is.EqualTo("""{"on":"2026-10-23","replacement":"gpt-image-2.6-sunburst"}"""));
    }

    [TestCase("/v1/models/gpt-image-2")]
    [TestCase("/v1/models/openai/")]
    [TestCase("/v1/models/openai%2F")]
    [TestCase("/v1/models/openai/no-such-model")]
    [TestCase("/v1/models/nobody/gpt-image-2")]
    [TestCase("/v1/models/keyless/gpt-image-2")]
    [TestCase("/v1/models/bedrock/us.stability.stable-image-unheard-of-v1:0")]
    [TestCase("/openai/v1/models/no-such-model")]
    [TestCase("/openai/v1/models/%0d%0aset-cookie")]
    public async Task Get_OneModel_NobodyKnows_Is404WithTheEnvelope(string path)
    {
        await using var gateway = await StartAsync(Today, "openai", "bedrock");
        using var response = await gateway.Client.GetAsync(path);
        var envelope = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("invalid_request_error"));
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("model_not_found"));
            Assert.That((string?)envelope["error"]!["param"], Is.EqualTo("model"));
            Assert.That((string?)envelope["error"]!["message"], Does.StartWith("The model '").And.Contain("does not exist").And.Not.Contain("\n"));
            Assert.That((string?)envelope["event_id"], Is.Not.Empty);
        });
    }

    [Test]
    public async Task Get_Models_ThroughOpenAIsOwnClient_AreReadAsItsOwn()
    {
        await using var gateway = await StartAsync(Today, "openai", "openrouter");
        var client = new OpenAI.Models.OpenAIModelClient(
            new System.ClientModel.ApiKeyCredential("any"), new OpenAI.OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "openai/v1") });
        var models = (await client.GetModelsAsync()).Value;
        var one = (await client.GetModelAsync("openrouter/google/gemini-nano-banana-2.1")).Value;
        Assert.That(models.Select(model => model.Id), Does.Contain("openai/gpt-image-2"));
        Assert.That((one.Id, one.OwnedBy), Is.EqualTo(("openrouter/google/gemini-nano-banana-2.1", "openrouter")));
    }

    private static async Task<Dictionary<string, JsonNode>> ListAsync(GatewayHost gateway) =>
        JsonNode.Parse(await gateway.Client.GetStringAsync("/v1/models"))!["data"]!.AsArray().ToDictionary(model => (string)model!["id"]!, model => model!);

    private static Task<GatewayHost> StartAsync(DateTimeOffset now, params string[] apis)
    {
        var clusters = new JsonObject();
        foreach (var api in apis)
            clusters[api] = ProxyJson.Cluster(api, "https://provider.invalid/", "k-123456");
        clusters["keyless"] = ProxyJson.Cluster("openai", "https://provider.invalid/", "env:MISSING");
        var images = new JsonObject { ["Models"] = new JsonObject { ["house"] = new JsonObject { ["Target"] = $"{apis[0]}/any" } } };
        var clock = new TestClock();
        clock.SetUtcNow(now);
        return GatewayHost.StartAsync(ProxyJson.Create(clusters, images), configure: clock.Install);
    }
}
