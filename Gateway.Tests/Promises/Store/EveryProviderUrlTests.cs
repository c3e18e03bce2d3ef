using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>
/// The promise, for every provider that draws and on real sockets: whoever asks for a url gets one, and behind it lies the very picture that
/// b64_json would have brought.
/// </summary>
internal sealed class EveryProviderUrlTests
{
    private static readonly EditingProvider[] Providers =
    [
        new("openai", "gpt-image-2", "answers/gpt-image.json"),
        new("azure", "house-draw", "answers/gpt-image.json"),
        new("azure-mai", "MAI-Image-2.6", "answers/picture.json"),
        new("gemini", "gemini-3-pro-image", "answers/image-with-text.json"),
        new("vertex", "gemini-3-pro-image", "answers/image.json"),
        new("xai", "grok-imagine-image-2.0", "answers/base64.json"),
        new("xai", "grok-imagine-image-2.0", "answers/data-url.json"),
        new("nebius", "house/flux", "answers/base64.json"),
        new("nebius", "house/flux", "answers/url.json"),
        new("openrouter", "openai/gpt-image-2", "answers/images.json"),
        new("openrouter", "google/gemini-2.5-flash-image-preview", "answers/chat.json"),
        new("bedrock", "amazon.nova-canvas-v1:0", "answers/nova.json"),
        new("bedrock", "stability.sd3-5-large-v1:0", "answers/stability.json"),
        new("bfl", "flux-2-pro", "legs/picture-asked"),
        new("huggingface", "hf-inference/black-forest-labs/FLUX.1-dev", "answers/hf-inference.png"),
        new("huggingface", "replicate/black-forest-labs/flux-2-pro", "answers/replicate-data.json"),
        new("huggingface", "together/black-forest-labs/FLUX.2-pro", "answers/together.json"),
        new("huggingface", "fal-ai/fal-ai/flux-2", "answers/fal-data.json"),
        new("mistral", "mistral-medium-latest", "legs/plain"),
        new("elevenlabs", "gpt-image-2", "legs/picture-asked"),
        new("ollama", "x/flux2-klein", "answers/images.json"),
        new("sgl", "black-forest-labs/FLUX.1-dev", "answers/one.json"),
        new("sgl", "black-forest-labs/FLUX.1-dev", "answers/data-url.json"),
        new("vllm", "Qwen/Qwen-Image", "answers/one.json"),
    ];

    [Test]
    public void Providers_ThatDraw_AreAllHere() => Assert.That(
        Providers.Select(provider => provider.Api).Distinct(),
        Is.EquivalentTo(ProviderCatalog.All.Providers.Where(provider => provider is { Draws: true, RunsInside: false }).Select(provider => provider.Name)));

    private static IEnumerable<TestCaseData> Cases() =>
        Providers.Select(provider => new TestCaseData(provider).SetArgDisplayNames(provider.Api, provider.Model, provider.Answer));

    [TestCaseSource(nameof(Cases))]
    public async Task Generate_Url_LeadsToTheVeryPicture(EditingProvider provider)
    {
        var folder = Directory.CreateTempSubdirectory("iris-store-").FullName;
        var script = provider.Script(streams: false);
        // What an answer names by its address lies here as well.
        var isHere = !provider.IsPolled || provider.Api == "mistral";
        await using var server = RawProvider.Start(connection => isHere && connection.Request.Head.StartsWith("GET", StringComparison.Ordinal)
            ? LegAnswers.SendsPictureAsync(connection)
            : script(connection));
        var clock = new TestClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
        await using (var gateway = await StoreGateway.StartAsync(
            folder, clock, """{"CopyUrls":true}""", """{"Url":"store"}""", new JsonObject { ["p"] = ProxyJson.Cluster(provider.Api, server.Address) }))
        {
            var expected = (await AskAsync(gateway, clock, provider, "b64_json")).Select(picture => (string)picture!["b64_json"]!).ToArray();
            var pictures = await AskAsync(gateway, clock, provider, "url");
            Assert.That(pictures, Has.Count.EqualTo(expected.Length).And.Count.GreaterThan(0));
            for (var i = 0; i < pictures.Count; i++)
            {
                Assert.That(pictures[i]!.AsObject().Select(member => member.Key), Does.Not.Contain("b64_json"));
                using var response = await gateway.Client.GetAsync((string)pictures[i]!["url"]!);
                Assert.That(Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync()), Is.EqualTo(expected[i]));
                Assert.That(response.Content.Headers.ContentType!.MediaType, Does.StartWith("image/"));
            }
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<JsonArray> AskAsync(GatewayHost gateway, TestClock clock, EditingProvider provider, string form)
    {
        var posting = gateway.PostAsync(
            TestGateway.Generations, $$"""{"model":"p/{{provider.Model}}","prompt":"a red fox","response_format":"{{form}}"}""");
        if (provider.IsPolled && await Task.WhenAny(posting, clock.BeforePollAsync(0, form == "url" ? 2 : 1)) != posting)
            clock.Advance(TimeSpan.FromSeconds(1));
        using var response = await posting.WaitAsync(Patience.Long);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        var answer = JsonNode.Parse(text)!;
        var warnings = (answer["extra_fields"]!["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!["code"]!);
        Assert.That(warnings, Does.Not.Contain("response_format_mismatch").And.Not.Contain("store_failed"));
        return answer["data"]!.AsArray();
    }
}
