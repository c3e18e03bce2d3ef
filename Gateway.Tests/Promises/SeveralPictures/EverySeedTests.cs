using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.SeveralPictures;

/// <summary>
/// The promise, for every provider whose model takes a seed and gives fewer pictures a call than a client may ask for: the seed of each picture is
/// told.
/// </summary>
internal sealed class EverySeedTests
{
    // The most pictures that a client may ask for.
    private const int Most = 10;

    private static readonly EditingProvider[] Providers =
    [
        new("gemini", "gemini-3-pro-image", "answers/image-with-text.json"),
        new("vertex", "gemini-3-pro-image", "answers/image.json"),
        new("nebius", "house/flux", "answers/base64.json"),
        new("bedrock", "stability.sd3-5-large-v1:0", "answers/stability.json"),
        new("bfl", "flux-2-pro", "legs/picture-asked"),
        new("huggingface", "hf-inference/black-forest-labs/FLUX.1-dev", "answers/hf-inference.png"),
        new("huggingface", "replicate/black-forest-labs/flux-2-pro", "answers/replicate-data.json"),
        new("huggingface", "together/black-forest-labs/FLUX.2-pro", "answers/together.json"),
        new("huggingface", "fal-ai/fal-ai/flux-2", "answers/fal-data.json"),
        new("ollama", "x/flux2-klein", "answers/images.json"),
        new("openrouter", "google/gemini-3-pro-image", "answers/images.json"),
        new("elevenlabs", "bytedance-seedream-5-lite", "legs/picture-asked"),
    ];

    [Test]
    public void Providers_ThatTakeASeedInSeveralCalls_AreAllHere() => Assert.That(
        Providers.Select(provider => provider.Api).Distinct(),
        Is.EquivalentTo(ProviderCatalog.All.Providers
            .Where(provider => provider is { Draws: true, RunsInside: false } && provider.Models.Any(row => TakesSeed(row) && row.MaxImages < Most))
            .Select(provider => provider.Name)));

    private static bool TakesSeed(ModelCapabilities row) => row.Accepts.HasFlag(ImageParameters.Seed);

    private static IEnumerable<TestCaseData> Cases() =>
        Providers.Select(provider => new TestCaseData(provider).SetArgDisplayNames(provider.Api, provider.Model));

    [TestCaseSource(nameof(Cases))]
    public async Task Generate_SeveralCallsWithASeed_EachPicturesSeedIsTold(EditingProvider provider)
    {
        Assert.That(TakesSeed(provider.Row) && provider.Row.MaxImages < Most);
        await using var server = RawProvider.Start(provider.Script(streams: false));
        var clock = new TestClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
        await using var gateway = await TestGateway.StartAsync(clock, null, new JsonObject { ["p"] = ProxyJson.Cluster(provider.Api, server.Address) });

        var n = provider.Row.MaxImages + 1;
        var posting = gateway.PostAsync(
            TestGateway.Generations, $$"""{"model":"p/{{provider.Model}}","prompt":"a red fox","n":{{n}},"seed":5,"response_format":"b64_json"}""");
        if (provider.IsPolled && await Task.WhenAny(posting, clock.BeforePollAsync(0, 2)) != posting)
            clock.Advance(TimeSpan.FromSeconds(1));
        using var response = await posting.WaitAsync(Patience.Long);

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        var answer = JsonNode.Parse(text)!;
        var seeds = answer["extra_fields"]!["seeds"]?.AsArray();
        Assert.That(seeds, Is.Not.Null, answer["extra_fields"]!.ToJsonString());
        Assert.That(seeds, Has.Count.EqualTo(answer["data"]!.AsArray().Count).And.Count.GreaterThan(1));
        Assert.That(seeds, Has.None.Null);
    }
}
