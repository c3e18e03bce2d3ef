using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Transforms.Codecs.Masks;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using SkiaSharp;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>
/// The promise, for every provider that edits and on real sockets: it receives the very bytes that the client has sent, and the mask in its own form;
/// what it cannot do is refused unsent; several calls send the same pictures; a client that wants events gets them.
/// </summary>
internal sealed class EveryProviderTests
{
    private static readonly EditingProvider[] Providers =
    [
        new("openai", "gpt-image-2", "answers/gpt-image.json"),
        new("azure", "house-draw", "answers/gpt-image.json"),
        new("azure-mai", "MAI-Image-2.6", "answers/picture.json"),
        new("gemini", "gemini-3-pro-image", "answers/image-with-text.json"),
        new("vertex", "gemini-3-pro-image", "answers/image.json"),
        new("xai", "grok-imagine-image-2.0", "answers/base64.json"),
        new("openrouter", "openai/gpt-image-2", "answers/images.json"),
        new("openrouter", "google/gemini-2.5-flash-image-preview", "answers/chat.json"),
        new("bedrock", "us.stability.stable-image-inpaint-v1:0", "answers/stability.json"),
        new("bedrock", "us.stability.stable-style-transfer-v1:0", "answers/stability.json"),
        new("bedrock", "stability.sd3-5-large-v1:0", "answers/stability.json"),
        new("bedrock", "amazon.nova-canvas-v1:0", "answers/nova.json"),
        new("bedrock", "amazon.nova-canvas-v1:0", "answers/nova.json") { HasMask = false },
        new("bedrock", "amazon.titan-image-generator-v2:0", "answers/nova.json") { Members = [("type", "outpainting")], Form = MaskForm.PureWhite },
        new("bfl", "flux-2-pro", "legs/picture-asked"),
        new("bfl", "flux-pro-1.0-fill", "legs/picture-asked"),
        new("huggingface", "fal-ai/fal-ai/flux-2/edit", "answers/fal-data.json"),
        new("huggingface", "fal-ai/fal-ai/flux-pro/v1/fill", "answers/fal-data.json"),
        new("huggingface", "hf-inference/Qwen/Qwen-Image-Edit", "answers/hf-inference.png"),
        new("huggingface", "replicate/black-forest-labs/flux-2-pro", "answers/replicate-data.json"),
        new("huggingface", "replicate/black-forest-labs/flux-fill-pro", "answers/replicate-data.json"),
        new("huggingface", "together/black-forest-labs/FLUX.2-pro", "answers/together.json"),
        new("elevenlabs", "gpt-image-2", "legs/picture-asked") { Members = [("response_format", "b64_json")] },
        new("ollama", "x/flux2-klein", "answers/images.json") { StreamedAnswer = "answers/lines.ndjson" },
        new("sgl", "black-forest-labs/FLUX.1-dev", "answers/one.json"),
        new("vllm", "Qwen/Qwen-Image", "answers/one.json"),
    ];

    // Both halves of each row: to change, a little, to keep.
    private static readonly int[] Alphas = [0, 0, 0, 100, 100, 255, 255, 255];
    private static readonly byte[] Mask =
        PngSample.Write(6, 8, 8, [.. Enumerable.Repeat(Alphas.SelectMany(alpha => new[] { 9, 9, 9, alpha }).ToArray(), 8)]);

    private static readonly byte[][] Pictures = [Png(seed: 1, length: 300_001), Png(seed: 2, length: 70_002), Png(seed: 3, length: 40_000)];

    [Test]
    public void Providers_ThatEdit_AreAllHere() => Assert.That(
        Providers.Select(provider => provider.Api).Distinct(),
        Is.SupersetOf(ProviderCatalog.All.Providers.Where(provider => !provider.RunsInside && provider.Serves.HasFlag(ImageOperations.Edit))
            .Select(provider => provider.Name)));

    [TestCaseSource(nameof(Providers))]
    public async Task Edit_EachProvider_ReceivesTheVeryBytesAndTheMaskInItsForm(EditingProvider provider)
    {
        await using var world = await World.StartAsync(provider);
        using var response = await world.PostAsync();

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        Assert.That((string?)answer["extra_fields"]!["request_type"], Is.EqualTo("image_edit"));
        var received = await ReceivedPictures.OfAsync(world.Server.Requests[0]);
        Assert.That(received.Hashes, Is.EqualTo(Pictures.Take(provider.Count).Select(Hash)));
        AssertMask(received.Mask, provider.Mask);
        await world.NothingLeftAsync();
    }

    [TestCaseSource(nameof(Providers))]
    public async Task Edit_EachProvider_StreamsWhenAsked(EditingProvider provider)
    {
        await using var world = await World.StartAsync(provider, streams: true);
        using var response = await world.PostAsync(("stream", "true"));

        var answer = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"), answer);
        Assert.That(answer, Does.Contain("event: image_edit.completed\n").And.Contain("\"request_type\":\"image_edit_stream\"").And.Contain("\"b64_json\":\""));
        var received = await ReceivedPictures.OfAsync(world.Server.Requests[0]);
        Assert.That(received.Hashes, Is.EqualTo(Pictures.Take(provider.Count).Select(Hash)));
        await world.NothingLeftAsync();
    }

    private static IEnumerable<EditingProvider> OfFewPictures() => Providers.Where(provider => provider.Row.MaxImages < 10);

    [TestCaseSource(nameof(OfFewPictures))]
    public async Task Edit_MorePicturesThanOneCallMakes_EachCallSendsTheSame(EditingProvider provider)
    {
        var most = provider.Row.MaxImages;
        await using var world = await World.StartAsync(provider);
        using var response = await world.PostAsync(most + 1, ("n", $"{most + 1}"));

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToJsonString());
        var calls = world.Server.Requests.Where(request => request.Head.StartsWith("POST", StringComparison.Ordinal)).ToList();
        Assert.That(calls, Has.Count.EqualTo(2));
        foreach (var call in calls)
        {
            var received = await ReceivedPictures.OfAsync(call);
            Assert.That(received.Hashes, Is.EqualTo(Pictures.Take(provider.Count).Select(Hash)));
            AssertMask(received.Mask, provider.Mask);
        }
        var pictures = answer["data"]!.AsArray();
        Assert.That(pictures.Select(picture => (int)picture!["index"]!), Is.EqualTo(Enumerable.Range(0, pictures.Count)));
        Assert.That(pictures, Has.Count.GreaterThanOrEqualTo(2));
        await world.NothingLeftAsync();
    }

    [TestCaseSource(nameof(Providers))]
    public async Task Edit_OnePictureMoreThanTheModelTakes_IsRefusedUnsent(EditingProvider provider)
    {
        await using var world = await World.StartAsync(provider);
        var parts = Enumerable.Repeat(("image[]", (object)Png()), provider.Row.Edits!.MostInputs + 1);
        using var form = Form([("model", "p/" + provider.Model), ("prompt", "make it night"), .. provider.Members, .. parts]);
        using var response = await world.Gateway.Client.PostAsync(Route, form);

        await world.RefusedAsync(response, "image");
    }

    private static IEnumerable<EditingProvider> WithoutMasks() => Providers.Where(provider => provider.Row.Edits!.Mask == MaskForm.None);

    [TestCaseSource(nameof(WithoutMasks))]
    public async Task Edit_MaskThatTheModelDoesNotTake_IsRefusedUnsent(EditingProvider provider)
    {
        await using var world = await World.StartAsync(provider);
        using var form = Form([("model", "p/" + provider.Model), ("prompt", "make it night"), .. provider.Members, ("image", Pictures[0]), ("mask", Mask)]);
        using var response = await world.Gateway.Client.PostAsync(Route, form);

        await world.RefusedAsync(response, "mask");
    }

    private static IEnumerable<EditingProvider> WithoutHeic() =>
        Providers.Where(provider => provider.Row.Edits!.MediaTypes is { Count: > 0 } types && !types.Contains("image/heic"));

    [TestCaseSource(nameof(WithoutHeic))]
    public async Task Edit_FormatThatTheModelDoesNotRead_IsRefusedUnsentWithItsIndex(EditingProvider provider)
    {
        await using var world = await World.StartAsync(provider);
        var count = Math.Min(2, provider.Row.Edits!.MostInputs);
        (string, object)[] pictures = [.. Enumerable.Repeat(("image[]", (object)Pictures[1]), count - 1), ("image[]", Head("image/heic"))];
        using var form = Form([("model", "p/" + provider.Model), ("prompt", "make it night"), .. provider.Members, .. pictures]);
        using var response = await world.Gateway.Client.PostAsync(Route, form);

        await world.RefusedAsync(response, $"image[{count - 1}]");
    }

    private static IEnumerable<EditingProvider> WithoutFileIds() => Providers.Where(provider => !provider.Row.Edits!.TakesFileIds);

    [TestCaseSource(nameof(WithoutFileIds))]
    public async Task Edit_FileIdOfAnotherProvider_IsRefusedUnsent(EditingProvider provider)
    {
        await using var world = await World.StartAsync(provider);
        using var response = await world.Gateway.PostAsync(
            Route, $$"""{"model":"p/{{provider.Model}}","prompt":"make it night","images":[{"file_id":"file-abc"}]}""");

        var error = (await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!;
        Assert.That(((string?)error["code"], world.Server.Requests.Count), Is.EqualTo(("unsupported_value", 0)), error.ToJsonString());
    }

    private static void AssertMask(byte[]? mask, MaskForm form)
    {
        if (form is MaskForm.None or MaskForm.Alpha)
        {
            Assert.That(mask is null ? null : Hash(mask), Is.EqualTo(form == MaskForm.None ? null : Hash(Mask)));
            return;
        }
        using var bitmap = SKBitmap.Decode(mask);
        Assert.That((bitmap.Width, bitmap.Height, bitmap.AlphaType), Is.EqualTo((8, 8, SKAlphaType.Opaque)));
        var wanted = Alphas.Select(alpha => form switch
        {
            MaskForm.White => 255 - alpha,
            MaskForm.PureWhite => alpha < 128 ? 255 : 0,
            _ => alpha < 128 ? 0 : 255,
        });
        for (var y = 0; y < 8; y++)
            Assert.That(Enumerable.Range(0, 8).Select(x => (int)bitmap.GetPixel(x, y).Red), Is.EqualTo(wanted), $"row {y}");
    }

    private sealed class World(EditingProvider provider, RawProvider server, GatewayHost gateway, TestClock clock, string spool) : IAsyncDisposable
    {
        public RawProvider Server => server;
        public GatewayHost Gateway => gateway;

        public static async Task<World> StartAsync(EditingProvider provider, bool streams = false)
        {
            var server = RawProvider.Start(provider.Script(streams));
            var clock = new TestClock();
            var spool = Directory.CreateTempSubdirectory("iris-spool-test-").FullName;
            var images = TestGateway.Deadlines();
            images["Spool"] = new JsonObject { ["Folder"] = spool };
            return new(
                provider,
                server,
                await TestGateway.StartAsync(clock, images, new JsonObject { ["p"] = ProxyJson.Cluster(provider.Api, server.Address) }),
                clock,
                spool);
        }

        public Task<HttpResponseMessage> PostAsync(params (string, object)[] more) => PostAsync(1, more);

        public async Task<HttpResponseMessage> PostAsync(int pictures, params (string, object)[] more)
        {
            (string, object)[] mask = provider.Mask == MaskForm.None ? [] : [("mask", Mask)];
            using var form = Form([
                ("model", "p/" + provider.Model), ("prompt", "make it night"), .. provider.Members, .. more,
                .. Pictures.Take(provider.Count).Select(picture => ("image[]", (object)picture)), .. mask]);
            var posting = gateway.Client.PostAsync(Route, form);
            // Each call waits once before it asks for its picture.
            if (provider.IsPolled && await Task.WhenAny(posting, clock.BeforePollAsync(0, pictures)) != posting)
                clock.Advance(TimeSpan.FromSeconds(1));
            return await posting;
        }

        public async Task RefusedAsync(HttpResponseMessage response, string param)
        {
            var error = (await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!;
            Assert.That((string?)error["code"], Is.EqualTo("unsupported_parameter").Or.EqualTo("invalid_value"), error.ToJsonString());
            Assert.That((string?)error["param"], Is.EqualTo(param));
            Assert.That(server.Requests, Is.Empty);
            await NothingLeftAsync();
        }

        public async Task NothingLeftAsync()
        {
            var budget = gateway.Services.GetRequiredService<SpoolBudget>();
            await Patience.UntilAsync(() => budget.Taken == 0, $"{budget.Taken} bytes are still taken");
            Assert.That(Directory.GetFileSystemEntries(spool), Is.Empty);
        }

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await server.DisposeAsync();
            Directory.Delete(spool, recursive: true);
        }
    }
}
